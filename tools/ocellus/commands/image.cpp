// `ocellus image`: a disk that a board boots from, out of a kernel and our programs.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "drivers/bundle/version.hpp"
#include "platform/boards.hpp"
#include "tools/ocellus/bundle/key_file.hpp"
#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/image/debian_package.hpp"
#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/image/kernel_tree.hpp"
#include "tools/ocellus/image/loader_files.hpp"
#include "tools/ocellus/image/program_file.hpp"
#include "tools/ocellus/image/shared_libraries.hpp"

namespace ocellus::tools {
namespace {

constexpr Option kOptions[] = {
    {.name = "--board", .value = "NAME", .help = "the board to boot", .required = true},
    {.name = "--output",
     .short_name = "-o",
     .value = "FILE",
     .help = "the image to write",
     .required = true},
    {.name = "--kernel",
     .value = "DIR",
     .help = "an unpacked kernel package (default: Debian's, fetched into build/kernel)"},
    {.name = "--firmware",
     .value = "DIR",
     .help = "the boot loader's files (default: Debian's, fetched into build/firmware)"},
    {.name = "--programs",
     .value = "DIR",
     .help = "where boot, camera and update are, static ones (default: build/BOARD/bin, else those "
             "for any board with its processor)"},
    {.name = "--settings",
     .value = "FILE",
     .help = "the camera's settings, ocellus.ini (default apps/camera/ocellus.ini)"},
    {.name = "--key",
     .value = "FILE",
     .help = "the public key of `ocellus keygen`; without it the device takes no updates"},
    {.name = "--version",
     .value = "VERSION",
     .help = "the system's, for updates (default: this program's, " OCELLUS_VERSION ")"},
    {.name = "--libcamera",
     .help = "with capture-libcamera, and its libraries from build/sysroot/ARCHITECTURE-libcamera"},
    {.name = "--modules",
     .value = "LIST",
     .help = "further kernel modules: 'NAME PARAMETERS; NAME; ...'"},
    {.name = "--kernel-options",
     .value = "WORDS",
     .help = "further words of the kernel's command line; behind -- they are for boot"},
};
constexpr Usage kUsage = {
    .command = "ocellus image",
    .summary =
        "Makes a disk image: boot partition, two system slots, raw data. Same input, same bytes.",
    .options = kOptions,
    .example = "ocellus image --board virt -o build/virt.img",
};

constexpr std::uint32_t kExecutable = 0755;
constexpr std::size_t kLargestProgram = std::size_t{256} << 20;
constexpr std::size_t kLargestSettings = std::size_t{64} << 10;

std::string board_names() {
  std::string names;
  for (const platform::LinuxBoard* board : platform::kLinuxBoards) {
    names += (names.empty() ? "" : ", ") + std::string(board->board->name);
  }
  return names;
}

// "NAME PARAMETERS; NAME" behind the modules of the board.
std::vector<platform::KernelModule> modules_with(const platform::LinuxBoard& board,
                                                 std::string_view list) {
  std::vector<platform::KernelModule> modules(board.modules.begin(), board.modules.end());
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    std::string_view words = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
    if (words.empty()) continue;
    const std::size_t gap = std::min(words.find(' '), words.size());
    modules.push_back({words.substr(0, gap), words.substr(std::min(gap + 1, words.size()))});
  }
  return modules;
}

// Reads a file into `bytes`; a remedy where it cannot.
Result<Done> read_into(std::vector<std::byte>& bytes, const std::string& path, std::size_t limit,
                       const std::string& remedy) {
  auto file = read_file(path, limit);
  if (!file.ok()) {
    Failure failure = file.failure();
    failure.remedy = remedy;
    return failure;
  }
  bytes = std::move(file.value());
  return Done{};
}

Result<Done> read_modules(const platform::LinuxBoard& board, const KernelTree& kernel,
                          std::vector<LoadableModule>& modules) {
  std::vector<std::string_view> wanted;
  for (const platform::KernelModule& module : board.modules) {
    if (!module.optional || kernel.has_one_of({&module.name, 1})) wanted.push_back(module.name);
  }
  const auto order = order_modules(
      wanted, [&kernel](const std::string& name) { return kernel.find_module(name); });
  if (!order.ok()) return order.failure();
  for (const std::string& name : order.value()) {
    auto bytes = kernel.module_file(name);
    if (!bytes.ok()) return bytes.failure();
    std::string_view parameters;
    for (const platform::KernelModule& module : board.modules) {
      if (module_name(module.name) == name) parameters = module.parameters;
    }
    modules.push_back({name, std::string(parameters), std::move(bytes.value())});
  }
  return Done{};
}

// Those built for the board, else those for every board with its processor.
std::string built_programs(const platform::LinuxBoard& board) {
  const std::string own = "build/" + std::string(board.board->name) + "/bin";
  const std::string any = "build/generic-aarch64/bin";
  std::error_code ignored;
  const bool use_any = board.architecture == "arm64" &&
                       !std::filesystem::exists(own + "/camera", ignored) &&
                       std::filesystem::exists(any + "/camera", ignored);
  return use_any ? any : own;
}

// "build/kernel/arm64", "build/kernel/arm64-backports".
std::string kernel_folder(const platform::LinuxBoard& board) {
  return "build/kernel/" + std::string(board.architecture) +
         (board.kernel_package.ends_with("/backports") ? "-backports" : "");
}

// Which cameras the programs will find with this kernel.
std::string cameras(const platform::LinuxBoard& board, const KernelTree& kernel) {
  constexpr std::string_view kUvc[] = {"uvcvideo"};
  const platform::CameraDrivers& drivers = board.cameras;
  const bool usb =
      kernel.has_one_of(kUvc) && (drivers.usb_host.empty() || kernel.has_one_of(drivers.usb_host));
  std::string text = usb ? "USB cameras" : "no USB cameras (no driver of the board's USB ports)";
  if (!drivers.csi_receiver.empty()) {
    text += kernel.has_one_of(drivers.csi_receiver)
                ? ", cameras on the CSI connector"
                : ", no camera on the CSI connector (no driver of its receiver)";
  }
  const bool lacking = text.find("no ") != std::string::npos;
  return text + (lacking ? "; the maker's own kernel, by --kernel, sees more" : "");
}

struct Folders {
  std::string kernel;
  std::string firmware;
  std::string programs;
  std::string settings;
  std::string libcamera;  // empty: without
};

struct Identity {
  std::string version;
  std::string key;  // a file's path; empty: takes no updates
};

// What its libraries need of a slot, compressed.
constexpr std::uint32_t kLibcameraMib = 10;

// The one program that is not static, and what its loader looks for.
Result<Done> read_libcamera(const platform::LinuxBoard& board, const Folders& folders,
                            std::vector<SystemFile>& files) {
  const std::string from = folders.programs + "/capture-libcamera";
  const std::string unpack = "tools/sysroot " + std::string(board.architecture) + " --into " +
                             folders.libcamera + " --with-needs libcamera-dev/backports";
  std::vector<std::byte> file;
  const auto read = read_into(
      file, from, kLargestProgram,
      "run " + unpack + ", then build the programs of board " + std::string(board.board->name));
  if (!read.ok()) return read.failure();
  auto bare = program_without_symbols(file, board.architecture, from, Linkage::kDynamic);
  if (!bare.ok()) return bare.failure();
  auto libraries = shared_libraries_of(file, board.architecture, from, folders.libcamera);
  if (!libraries.ok()) return libraries.failure();
  files.push_back({"bin/capture-libcamera", std::move(bare.value()), kExecutable});
  for (SystemFile& library : libraries.value()) files.push_back(std::move(library));
  return Done{};
}

Result<ImageParts> read_parts(const platform::LinuxBoard& board, const KernelTree& kernel,
                              const Folders& folders) {
  ImageParts parts;
  const std::string build = "run tools/build " + std::string(board.board->name);
  constexpr struct {
    const char* program;
    const char* path;
  } kPrograms[] = {{"boot", "init"}, {"camera", "bin/camera"}, {"update", "bin/update"}};
  for (const auto& [program, path] : kPrograms) {
    const std::string from = folders.programs + "/" + program;
    std::vector<std::byte> file;
    if (const auto read = read_into(file, from, kLargestProgram, build); !read.ok()) {
      return read.failure();
    }
    auto bare = program_without_symbols(file, board.architecture, from);
    if (!bare.ok()) return bare.failure();
    parts.files.push_back({path, std::move(bare.value()), kExecutable});
  }
  if (!folders.libcamera.empty()) {
    if (const auto read = read_libcamera(board, folders, parts.files); !read.ok()) {
      return read.failure();
    }
  }
  const auto settings = read_into(parts.settings, folders.settings, kLargestSettings,
                                  "name the camera's settings with --settings");
  if (!settings.ok()) return settings.failure();
  if (const auto read = read_modules(board, kernel, parts.modules); !read.ok()) {
    return read.failure();
  }
  auto loader = loader_files(board, kernel, folders.firmware);
  if (!loader.ok()) return loader.failure();
  parts.boot = std::move(loader.value().boot);
  parts.slot = std::move(loader.value().slot);
  return parts;
}

// Modules that the board lists and this kernel has not got, as a line for people; or nothing.
std::string left_out(const platform::LinuxBoard& board, const KernelTree& kernel) {
  std::string names;
  for (const platform::KernelModule& module : board.modules) {
    if (module.optional && !kernel.has_one_of({&module.name, 1})) {
      names += (names.empty() ? "" : ", ") + std::string(module.name);
    }
  }
  return names.empty() ? "" : "this kernel lacks: " + names + "\n";
}

Result<Done> make(const platform::LinuxBoard& board, const Folders& folders,
                  const Identity& identity, const std::string& output) {
  const Result<KernelTree> kernel = KernelTree::open(folders.kernel);
  if (!kernel.ok()) return kernel.failure();
  Result<ImageParts> parts = read_parts(board, kernel.value(), folders);
  if (!parts.ok()) return parts.failure();
  parts.value().version = identity.version;
  std::string updates = "updates: none, without --key";
  if (!identity.key.empty()) {
    const auto key = read_public_key(identity.key);
    if (!key.ok()) return key.failure();
    const std::string line = public_key_text(key.value());
    const auto bytes = std::as_bytes(std::span(line));
    parts.value().files.push_back({"etc/ocellus.pub", {bytes.begin(), bytes.end()}});
    updates = "updates: signed with key " + short_name(key.value()) + "...";
  }
  const auto disk = make_disk_image(board, parts.value());
  if (!disk.ok()) return disk.failure();
  if (const auto written = write_file(output, disk.value()); !written.ok()) {
    return written.failure();
  }
  std::fputs(format("%s: %zu MiB, kernel %s, %zu modules, version %s\n%s\nthis kernel sees: %s\n%s",
                    output.c_str(), disk.value().size() >> 20, kernel.value().version().c_str(),
                    parts.value().modules.size(), identity.version.c_str(), updates.c_str(),
                    cameras(board, kernel.value()).c_str(), left_out(board, kernel.value()).c_str())
                 .c_str(),
             stdout);
  return Done{};
}

// What nobody has named is fetched.
Result<Done> fetch_missing(const platform::LinuxBoard& board, const Arguments& arguments,
                           const Folders& folders) {
  if (!arguments.has("--kernel")) {
    const auto kernel = fetch_package(board.architecture, folders.kernel, board.kernel_package);
    if (!kernel.ok()) return kernel.failure();
  }
  if (arguments.has("--firmware") || board.loader_package.empty()) return Done{};
  return fetch_package(board.architecture, folders.firmware, board.loader_package);
}

}  // namespace

int image_command(std::span<char* const> words) {
  Arguments arguments;
  if (const auto exit = arguments.parse(kUsage, words)) return *exit;
  const std::string name(*arguments.value("--board"));
  const platform::LinuxBoard* const board = platform::find_linux_board(name);
  if (board == nullptr) {
    return misuse(
        kUsage, "there are no images for a board '" + name + "'; there are for: " + board_names());
  }
  const Identity identity = {
      .version = std::string(arguments.value_or("--version", OCELLUS_VERSION)),
      .key = std::string(arguments.value_or("--key", ""))};
  if (!bundle::parse_version(identity.version)) {
    return misuse(kUsage, "--version takes three numbers, such as 1.2.0");
  }
  const std::string kernel = kernel_folder(*board);
  const std::string firmware = "build/firmware/" + std::string(board->loader_package);
  const std::string programs = built_programs(*board);
  const Folders folders = {
      .kernel = std::string(arguments.value_or("--kernel", kernel)),
      .firmware = std::string(arguments.value_or("--firmware", firmware)),
      .programs = std::string(arguments.value_or("--programs", programs)),
      .settings = std::string(arguments.value_or("--settings", "apps/camera/ocellus.ini")),
      .libcamera = arguments.has("--libcamera")
                       ? "build/sysroot/" + std::string(board->architecture) + "-libcamera"
                       : "",
  };
  if (const auto fetched = fetch_missing(*board, arguments, folders); !fetched.ok()) {
    return report(fetched.failure());
  }
  platform::LinuxBoard made_for = *board;
  const std::vector<platform::KernelModule> modules =
      modules_with(*board, arguments.value_or("--modules", ""));
  made_for.modules = modules;
  const std::string kernel_options = std::string(board->kernel_options) + " " +
                                     std::string(arguments.value_or("--kernel-options", ""));
  if (arguments.has("--kernel-options")) made_for.kernel_options = kernel_options;
  if (!folders.libcamera.empty()) made_for.partitions.slot_mib += kLibcameraMib;
  const auto made = make(made_for, folders, identity, std::string(*arguments.value("--output")));
  return made.ok() ? kExitDone : report(made.failure());
}

}  // namespace ocellus::tools

#include "tools/ocellus/image/shared_libraries.hpp"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "tools/ocellus/image/test_folder.hpp"

namespace ocellus::tools {
namespace {

// An ELF file with a loader (unless it is empty) and libraries that it needs.
std::vector<std::byte> make_elf(const std::string& loader,
                                const std::vector<std::string>& libraries,
                                Elf64_Half machine = EM_AARCH64) {
  constexpr std::uint64_t kAddress = 0x10000;
  const std::size_t segments = loader.empty() ? 2 : 3;
  std::string names(1, '\0');
  std::vector<Elf64_Dyn> entries;
  for (const std::string& library : libraries) {
    entries.push_back({.d_tag = DT_NEEDED, .d_un = {.d_val = names.size()}});
    names += library + '\0';
  }
  const std::size_t dynamic_at = sizeof(Elf64_Ehdr) + segments * sizeof(Elf64_Phdr);
  const std::size_t dynamic_size = (entries.size() + 3) * sizeof(Elf64_Dyn);
  const std::size_t names_at = dynamic_at + dynamic_size;
  const std::size_t loader_at = names_at + names.size();
  const std::size_t size = loader_at + loader.size() + 1;
  entries.push_back({.d_tag = DT_STRTAB, .d_un = {.d_ptr = kAddress + names_at}});
  entries.push_back({.d_tag = DT_STRSZ, .d_un = {.d_val = names.size()}});
  entries.push_back({.d_tag = DT_NULL, .d_un = {.d_val = 0}});

  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_DYN;
  header.e_machine = machine;
  header.e_phoff = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = static_cast<Elf64_Half>(segments);
  std::vector<Elf64_Phdr> table(2);
  table[0].p_type = PT_LOAD;
  table[0].p_vaddr = kAddress;
  table[0].p_filesz = size;
  table[1].p_type = PT_DYNAMIC;
  table[1].p_offset = dynamic_at;
  table[1].p_filesz = dynamic_size;
  if (!loader.empty()) {
    table.push_back({});
    table[2].p_type = PT_INTERP;
    table[2].p_offset = loader_at;
    table[2].p_filesz = loader.size() + 1;
  }
  std::vector<std::byte> file(size);
  std::memcpy(file.data(), &header, sizeof header);
  std::memcpy(file.data() + sizeof header, table.data(), segments * sizeof(Elf64_Phdr));
  std::memcpy(file.data() + dynamic_at, entries.data(), dynamic_size);
  std::memcpy(file.data() + names_at, names.data(), names.size());
  std::memcpy(file.data() + loader_at, loader.data(), loader.size());
  return file;
}

constexpr const char* kLoader = "/lib/ld-linux-aarch64.so.1";

TEST(SharedLibraries, AFileSaysWhatItNeeds) {
  const auto needs = read_needs(make_elf(kLoader, {"libb.so.2", "liba.so.1"}), "arm64", "program");
  ASSERT_TRUE(needs.ok()) << needs.failure().line();
  EXPECT_EQ(needs.value().loader, kLoader);
  EXPECT_EQ(needs.value().libraries, (std::vector<std::string>{"libb.so.2", "liba.so.1"}));
}

TEST(SharedLibraries, AllThatIsNeededComesOnce) {
  const TestFolder folder;
  folder.write("lib/aarch64-linux-gnu/ld-linux-aarch64.so.1", make_elf("", {}));
  folder.write("lib/aarch64-linux-gnu/libc.so.6", make_elf("", {"ld-linux-aarch64.so.1"}));
  folder.write("usr/lib/aarch64-linux-gnu/liba.so.1", make_elf("", {"libb.so.1", "libc.so.6"}));
  folder.write("usr/lib/libb.so.1.5", make_elf("", {"liba.so.1", "libc.so.6"}));
  std::filesystem::create_symlink("libb.so.1.5", folder.path("usr/lib/libb.so.1"));
  folder.write("usr/lib/libz.so.1", make_elf("", {}));  // nobody wants it
  const auto files =
      shared_libraries_of(make_elf(kLoader, {"liba.so.1"}), "arm64", "program", folder.path(""));
  ASSERT_TRUE(files.ok()) << files.failure().line();
  std::vector<std::string> paths;
  for (const SystemFile& file : files.value()) {
    paths.push_back(file.path);
    EXPECT_EQ(file.permissions, 0755u);
    EXPECT_GT(file.bytes.size(), sizeof(Elf64_Ehdr));
  }
  EXPECT_EQ(paths, (std::vector<std::string>{"lib/ld-linux-aarch64.so.1", "lib/liba.so.1",
                                             "lib/libb.so.1", "lib/libc.so.6"}));
}

TEST(SharedLibraries, WhatIsMissingIsNamed) {
  const TestFolder folder;
  folder.write("lib/ld-linux-aarch64.so.1", make_elf("", {}));
  folder.write("lib/liba.so.1", make_elf("", {"libgone.so.3"}));
  const auto files =
      shared_libraries_of(make_elf(kLoader, {"liba.so.1"}), "arm64", "program", folder.path(""));
  ASSERT_FALSE(files.ok());
  EXPECT_NE(files.failure().line().find("libgone.so.3"), std::string::npos);
}

TEST(SharedLibraries, WhatDoesNotFitIsRefused) {
  const TestFolder folder;
  const auto refused = [&](const std::vector<std::byte>& file) {
    return !shared_libraries_of(file, "arm64", "program", folder.path("")).ok();
  };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused(make_elf(kLoader, {}, EM_X86_64)));
  EXPECT_TRUE(refused(make_elf("", {})));  // static
  folder.write("lib/ld-linux-aarch64.so.1", make_elf("", {}));
  folder.write("lib/libx.so", make_elf("", {}, EM_X86_64));
  folder.write("secret", make_elf("", {}));
  EXPECT_FALSE(refused(make_elf(kLoader, {})));
  EXPECT_TRUE(refused(make_elf(kLoader, {"libx.so"})));  // for another processor
  EXPECT_TRUE(refused(make_elf(kLoader, {"../secret"})));
  EXPECT_TRUE(refused(make_elf(kLoader, {""})));
}

TEST(SharedLibraries, DamageIsNoHarm) {
  const std::vector<std::byte> whole = make_elf(kLoader, {"liba.so.1", "libb.so.1"});
  int refused = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> part(whole.begin(),
                                      whole.begin() + static_cast<std::ptrdiff_t>(size));
    if (!read_needs(part, "arm64", "program").ok()) ++refused;
  }
  EXPECT_EQ(refused, static_cast<int>(whole.size()));
  std::minstd_rand random(5);
  for (int i = 0; i < 20000; ++i) {
    std::vector<std::byte> file = whole;
    for (int changes = 0; changes < 4; ++changes) {
      file[random() % file.size()] = static_cast<std::byte>(random() % 3 == 0 ? 0xFF : random());
    }
    const auto needs = read_needs(file, "arm64", "program");
    if (!needs.ok()) continue;
    for (const std::string& name : needs.value().libraries) {
      EXPECT_EQ(name.find('/'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace ocellus::tools

#include "tools/ocellus/image/module_order.hpp"

#include <set>

namespace ocellus::tools {
namespace {

class Order {
 public:
  explicit Order(const FindModule& find) : find_(find) {}

  // `needed_by` is empty for what the board lists, and `soft` says that it may be absent.
  Result<Done> add(const std::string& name, const std::string& needed_by, bool soft) {
    // Marked before what it depends on is looked at: softdeps may go in circles.
    if (!seen_.insert(name).second) return Done{};
    const Result<Module> module = find_(name);
    if (!module.ok()) return module.failure();
    if (module.value().kind == ModuleKind::kBuiltIn) return Done{};
    if (module.value().kind == ModuleKind::kAbsent) {
      if (soft) {
        seen_.erase(name);  // somebody may need it firmly yet
        return Done{};
      }
      return Failure{"kernel module " + name,
                     needed_by.empty() ? "is not in this kernel, and the board lists it"
                                       : "is not in this kernel, and " + needed_by + " needs it",
                     "choose another kernel, or change the board's facts"};
    }
    const ModuleInfo& info = module.value().info;
    for (const std::string& before : info.depends) {
      if (const auto added = add(before, name, false); !added.ok()) return added;
    }
    for (const std::string& before : info.soft_before) {
      if (const auto added = add(before, name, true); !added.ok()) return added;
    }
    ordered_.push_back(name);
    return Done{};
  }

  std::vector<std::string> take() { return std::move(ordered_); }

 private:
  const FindModule& find_;
  std::set<std::string> seen_;
  std::vector<std::string> ordered_;
};

}  // namespace

Result<std::vector<std::string>> order_modules(std::span<const std::string_view> wanted,
                                               const FindModule& find) {
  Order order(find);
  for (const std::string_view name : wanted) {
    if (const auto added = order.add(module_name(name), "", false); !added.ok()) {
      return added.failure();
    }
  }
  return order.take();
}

}  // namespace ocellus::tools

#include <nlohmann/json.hpp>

#include "tools/ocellus/size/sizes.hpp"

namespace ocellus::tools {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const CodeBytes& entry) {
  Json json = {{"name", entry.name}};
  if (!entry.isa.empty()) json["isa"] = entry.isa;
  json["bytes"] = entry.bytes;
  json["functions"] = entry.functions;
  return json;
}

Json json_of(const std::vector<CodeBytes>& entries) {
  Json json = Json::array();
  for (const CodeBytes& entry : entries) json.push_back(json_of(entry));
  return json;
}

}  // namespace

std::string json_of(const Sizes& sizes, const std::string& path) {
  Json json = {{"program", path},
               {"machine", sizes.machine},
               {"code", sizes.code},
               {"constants", sizes.constants},
               {"unwinding", sizes.unwinding},
               {"data", sizes.data},
               {"zeroed", sizes.zeroed},
               {"weights", sizes.weights}};
  json["models"] = Json::array();
  for (const Weights& model : sizes.models) {
    json["models"].push_back({{"name", model.model}, {"isa", model.isa}, {"weights", model.bytes}});
  }
  json["rooms"] = json_of(sizes.rooms);
  json["kernels"] = json_of(sizes.kernels);
  json["code_with_one_isa"] = Json::object();
  for (const CodeBytes& isa : sizes.alone) json["code_with_one_isa"][isa.name] = isa.bytes;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ocellus::tools

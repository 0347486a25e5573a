#include "manifest/schema_plugin.hpp"

#include <toml++/toml.h>

#include <cmath>
#include <sstream>

namespace firstmove::engine {
namespace {

nlohmann::ordered_json number_within(const fm_parameter& p, const char* type) {
  nlohmann::ordered_json schema = {{"type", type}};
  if (std::isfinite(p.minimum)) schema[p.minimum_open ? "exclusiveMinimum" : "minimum"] = p.minimum;
  if (std::isfinite(p.maximum)) schema[p.maximum_open ? "exclusiveMaximum" : "maximum"] = p.maximum;
  return schema;
}

nlohmann::ordered_json parameter_schema(const fm_parameter& p) {
  nlohmann::ordered_json schema;
  switch (p.type) {
    case FM_TYPE_BOOL:
      schema = {{"type", "boolean"}};
      break;
    case FM_TYPE_INTEGER:
      schema = number_within(p, "integer");
      break;
    case FM_TYPE_REAL:
      schema = number_within(p, "number");
      break;
    case FM_TYPE_STRING:
      schema = {{"type", "string"}};
      break;
    default:
      schema = number_within(p, "number");
      for (std::uint32_t r = 0; r < p.rank; ++r)
        schema = {{"type", "array"}, {"items", schema}, {"minItems", 1}};
  }
  for (const char* const* choice = p.choices; choice && *choice; ++choice)
    schema["enum"].push_back(*choice);
  schema["description"] = p.doc;
  if (p.default_value) add_default(schema, p.default_value);
  return schema;
}

}  // namespace

void add_default(nlohmann::ordered_json& schema, const std::string& text) {
  try {
    std::ostringstream parsed;
    parsed << toml::json_formatter(toml::parse("value = " + text));
    schema["default"] = nlohmann::ordered_json::parse(parsed.str())["value"];
  } catch (const toml::parse_error&) {  // a plugin's fault, reported when its default is needed
  }
}

nlohmann::ordered_json params_schema(const fm_descriptor& plugin) {
  auto properties = nlohmann::ordered_json::object(), required = nlohmann::ordered_json::array();
  for (std::uint32_t i = 0; i < plugin.parameter_count; ++i) {
    properties[plugin.parameters[i]->name] = parameter_schema(*plugin.parameters[i]);
    if (plugin.parameters[i]->required) required.push_back(plugin.parameters[i]->name);
  }
  nlohmann::ordered_json schema = {
      {"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

std::string definition_name(const fm_descriptor& plugin) {
  return std::string(kind_name(plugin.kind)) + "." + plugin.id;
}

}  // namespace firstmove::engine

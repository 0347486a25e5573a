#include <toml++/toml.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "manifest/generate.hpp"
#include "manifest/manifest.hpp"

namespace firstmove::engine {
namespace {

using json = nlohmann::ordered_json;

json number_in(const fm_parameter& p, const char* type) {
  json schema = {{"type", type}};
  if (std::isfinite(p.minimum)) schema[p.minimum_open ? "exclusiveMinimum" : "minimum"] = p.minimum;
  if (std::isfinite(p.maximum)) schema[p.maximum_open ? "exclusiveMaximum" : "maximum"] = p.maximum;
  return schema;
}

json schema_of(const fm_parameter& p) {
  json schema;
  switch (p.type) {
    case FM_TYPE_BOOL:
      schema = {{"type", "boolean"}};
      break;
    case FM_TYPE_INTEGER:
      schema = number_in(p, "integer");
      break;
    case FM_TYPE_REAL:
      schema = number_in(p, "number");
      break;
    case FM_TYPE_STRING:
      schema = {{"type", "string"}};
      break;
    default:
      schema = number_in(p, "number");
      for (std::uint32_t r = 0; r < p.rank; ++r)
        schema = {{"type", "array"}, {"items", schema}, {"minItems", 1}};
  }
  for (const char* const* choice = p.choices; choice && *choice; ++choice)
    schema["enum"].push_back(*choice);
  schema["description"] = p.doc;
  if (p.default_value) {
    try {
      std::ostringstream text;
      text << toml::json_formatter(toml::parse("value = " + std::string(p.default_value)));
      schema["default"] = json::parse(text.str())["value"];
    } catch (const toml::parse_error&) {  // the plugin's fault, told when its default is needed
    }
  }
  return schema;
}

json params_of(const fm_descriptor& d) {
  json properties = json::object(), required = json::array();
  for (std::uint32_t i = 0; i < d.parameter_count; ++i) {
    properties[d.parameters[i]->name] = schema_of(*d.parameters[i]);
    if (d.parameters[i]->required) required.push_back(d.parameters[i]->name);
  }
  json schema = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

std::string definition_name(const fm_descriptor& d) {
  return std::string(kind_name(d.kind)) + "." + d.id;
}

// An object whose `key` names a plugin of a kind, its params by that plugin's definition.
json with_plugin(const Catalog::Listing& listing, std::int32_t kind, const char* key,
                 json properties) {
  json names = json::array(), rules = json::array();
  for (const Catalog::Listed& listed : listing.plugins) {
    const fm_descriptor& d = *listed.plugin.descriptor;
    if (d.kind != kind) continue;
    names.push_back(d.id);
    rules.push_back(
        {{"if", {{"properties", {{key, {{"const", d.id}}}}}, {"required", {key}}}},
         {"then", {{"properties", {{"params", {{"$ref", "#/$defs/" + definition_name(d)}}}}}}}});
  }
  properties[key] = {{"enum", names}};
  properties["params"] = {{"type", "object"}};
  json schema = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  if (!rules.empty()) schema["allOf"] = rules;
  return schema;
}

json one_entry(std::initializer_list<std::pair<const char*, json>> kinds) {
  json choices = json::array();
  for (const auto& [kind, schema] : kinds)
    choices.push_back({{"type", "object"},
                       {"properties", {{kind, schema}}},
                       {"required", {kind}},
                       {"additionalProperties", false}});
  return {{"oneOf", choices}};
}

json either(json a, const json& b) {
  json choices = json::array({std::move(a)});
  choices.push_back(b);
  return {{"anyOf", choices}};
}

json sweep_schema() {
  const json values = {{"type", "array"}, {"minItems", 1}};
  json triple = {{"type", "array"}, {"minItems", 3}, {"maxItems", 3}};
  triple["items"] = {{"type", "number"}};
  json generators = json::object();
  for (const std::string& kind : generator_kinds()) generators[kind] = triple;
  const json generator = {{"type", "object"},
                          {"properties", generators},
                          {"minProperties", 1},
                          {"maxProperties", 1},
                          {"additionalProperties", false}};
  const json tables = {{"type", "array"}, {"items", {{"type", "object"}}}, {"minItems", 1}};
  return {{"type", "object"},
          {"properties",
           {{"mode", {{"enum", {"grid", "zip", "list"}}}},
            {"seed", {{"type", "integer"}, {"minimum", 0}}},
            {"list", tables},
            {"exclude", tables}}},
          {"additionalProperties", either(values, generator)}};
}

// What a manifest needs that does not hold the difference to another one alone.
json whole_manifest() {
  const auto needs = [](std::initializer_list<const char*> keys) {
    json names = json::array();
    for (const char* key : keys) names.push_back(key);
    return json{{"required", names}};
  };
  json schema = needs({"experiment", "game"});
  schema["anyOf"] = json::array({needs({"learner"}), needs({"cross_play"})});
  json rule_or_players = json::object();
  rule_or_players["oneOf"] = json::array({needs({"rule"}), needs({"players"})});
  json one_way = json::object();
  one_way["oneOf"] =
      json::array({needs({"plugin"}), needs({"source"}), needs({"cost", "players"})});
  schema["properties"] = {{"experiment", needs({"name", "steps"})},
                          {"game", one_way},
                          {"learner", {{"items", rule_or_players}}},
                          {"cross_play", {{"items", needs({"rule"})}}}};
  return schema;
}

}  // namespace

std::string manifest_schema(const Catalog& catalog) {
  const Catalog::Listing listing = catalog.list();
  const json number = {{"type", "number"}};
  const json positive = {{"type", "number"}, {"exclusiveMinimum", 0}};
  const json count = {{"type", "integer"}, {"minimum", 1}};
  const json list = {{"type", "array"}};
  const json pair = {{"type", "array"}, {"items", number}, {"minItems", 2}, {"maxItems", 2}};

  const json step = either(
      positive,
      one_entry({{"constant", positive}, {"power", pair}, {"exponential", pair}, {"list", list}}));
  const json from_zero = {{"type", "number"}, {"minimum", 0}};
  const json noise = either({{"const", "none"}}, one_entry({{"normal", from_zero},
                                                            {"state_normal", from_zero},
                                                            {"student_t", pair},
                                                            {"uniform", from_zero}}));
  const json adam = {{"type", "object"},
                     {"properties", {{"beta1", number}, {"beta2", number}, {"epsilon", positive}}},
                     {"additionalProperties", false}};
  const json rmsprop = {{"type", "object"},
                        {"properties", {{"decay", number}, {"epsilon", positive}}},
                        {"additionalProperties", false}};
  const json momentum = {{"type", "number"}, {"exclusiveMinimum", -1}, {"exclusiveMaximum", 1}};
  const json optimizer =
      either({{"enum", {"plain", "momentum", "adam", "rmsprop"}}},
             one_entry({{"momentum", momentum}, {"adam", adam}, {"rmsprop", rmsprop}}));
  const json how = {{"step", step}, {"noise", noise}, {"optimizer", optimizer}};

  json learner = how;
  learner["name"] = {{"type", "string"}};
  json player = with_plugin(listing, FM_KIND_LEARNER, "rule", how);
  player["required"] = {"rule"};
  learner["players"] = {{"type", "array"}, {"items", player}, {"minItems", 1}};
  json learners = with_plugin(listing, FM_KIND_LEARNER, "rule", learner);
  learners["required"] = {"name"};

  json entry_keys = how;
  entry_keys["name"] = {{"type", "string"}};
  json entry = with_plugin(listing, FM_KIND_LEARNER, "rule", entry_keys);
  entry["required"] = {"name"};

  json observer = with_plugin(listing, FM_KIND_OBSERVER, "plugin",
                              {{"every", one_entry({{"steps", count}, {"log", count}})}});
  observer["required"] = {"plugin"};
  const json teams = {{"type", "array"},
                      {"items", {{"type", "array"}, {"items", count}, {"minItems", 1}}}};
  const json formula = {{"type", "string"}};
  const json sizes = {{"type", "object"}, {"additionalProperties", count}};
  json game = with_plugin(listing, FM_KIND_GAME, "plugin",
                          {{"teams", teams},
                           {"source", {{"type", "string"}, {"pattern", "\\.(c|cc|cpp|py)$"}}},
                           {"players", either(sizes, {{"type", "array"}, {"items", sizes}})},
                           {"cost", {{"type", "array"}, {"items", formula}, {"minItems", 1}}},
                           {"let", {{"type", "object"}, {"additionalProperties", formula}}},
                           {"domain", {{"type", json::array({"array", "object"})}}},
                           {"box", {{"type", json::array({"array", "object"})}}},
                           {"name", {{"type", "string"}, {"pattern", "^[a-z0-9-]+$"}}}});

  const json experiment = {
      {"type", "object"},
      {"properties",
       {{"name", {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$"}}},
        {"steps", count},
        {"seeds",
         either(count, {{"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 0}}}})},
        {"seed", {{"type", "integer"}, {"minimum", 0}}},
        {"batch", count},
        {"warnings", {{"type", "boolean"}}},
        {"order", {{"type", "array"}, {"items", count}}},
        {"start", one_entry({{"at", list}, {"uniform", list}, {"normal", list}, {"grid", list}})},
        {"stop", one_entry({{"update_norm", {{"type", "number"}, {"minimum", 0}}}})},
        {"budget",
         {{"type", "object"},
          {"properties", {{"products", count}, {"seconds", positive}, {"call", positive}}},
          {"additionalProperties", false}}},
        {"outcome",
         {{"type", "object"},
          {"properties", {{"tolerance", positive}, {"bound", positive}}},
          {"additionalProperties", false}}},
        {"refused", {{"enum", {"error", "skip"}}}}}},
      {"additionalProperties", false}};

  json definitions = json::object();
  for (const Catalog::Listed& listed : listing.plugins) {
    const fm_descriptor& d = *listed.plugin.descriptor;
    definitions[definition_name(d)] = params_of(d);
  }

  const json text = {{"type", "string"}};
  const json texts = either(text, {{"type", "array"}, {"items", text}});
  const json claim = {{"type", "object"},
                      {"properties",
                       {{"text", text},
                        {"source", text},
                        {"learner", text},
                        {"measure", text},
                        {"kind", text},
                        {"at", {{"type", "array"}, {"items", number}}},
                        {"value", number},
                        {"within", from_zero}}},
                      {"required", {"text", "measure", "value", "within"}},
                      {"additionalProperties", false}};

  const json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"title", "firstmove experiment"},
                       {"type", "object"},
                       {"properties",
                        {{"include", texts},
                         {"without", texts},
                         {"experiment", experiment},
                         {"game", game},
                         {"learner", {{"type", "array"}, {"items", learners}, {"minItems", 1}}},
                         {"cross_play", {{"type", "array"}, {"items", entry}, {"minItems", 1}}},
                         {"observer", {{"type", "array"}, {"items", observer}}},
                         {"claim", {{"type", "array"}, {"items", claim}}},
                         {"sweep", sweep_schema()}}},
                       {"if", {{"required", {"include"}}}},
                       {"else", whole_manifest()},
                       {"additionalProperties", false},
                       {"$defs", definitions}};
  return schema.dump(2);
}

}  // namespace firstmove::engine

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "manifest/keys.hpp"
#include "manifest/manifest.hpp"
#include "manifest/schema_plugin.hpp"

namespace firstmove::engine {
namespace {

using json = nlohmann::ordered_json;

json typed(const char* type) {
  json schema = json::object();
  schema["type"] = type;
  return schema;
}

json within_bounds(const ManifestKey& key, const char* type) {
  const auto bound = [type](double value) {
    return type == std::string_view("integer") ? json(static_cast<std::int64_t>(value))
                                               : json(value);
  };
  json schema = typed(type);
  if (std::isfinite(key.minimum))
    schema[key.minimum_open ? "exclusiveMinimum" : "minimum"] = bound(key.minimum);
  if (std::isfinite(key.maximum))
    schema[key.maximum_open ? "exclusiveMaximum" : "maximum"] = bound(key.maximum);
  return schema;
}

json list_of(json items, std::size_t least) {
  json schema = typed("array");
  schema["items"] = std::move(items);
  if (least > 0) schema["minItems"] = least;
  return schema;
}

json map_of(json values) {
  json schema = typed("object");
  schema["additionalProperties"] = std::move(values);
  return schema;
}

json any_of(std::initializer_list<json> choices) {
  json schema = json::object();
  schema["anyOf"] = json::array();
  for (const json& choice : choices) schema["anyOf"].push_back(choice);
  return schema;
}

json words_of(const ManifestKey& key) {
  json schema = json::object();
  schema["enum"] = key.words();
  return schema;
}

// Requires the value at a dotted key: "start.grid".
json present(std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string key(path.substr(0, dot));
  json schema = json::object();
  schema["required"] = json::array({key});
  if (dot != std::string_view::npos) schema["properties"][key] = present(path.substr(dot + 1));
  return schema;
}

// What whole manifests need of a table; null if nothing.
json requirements_of(const ManifestTable& table) {
  json schema = json::object();
  for (const ManifestKey& key : table.keys) {
    if (!key.required || !key.way.empty()) continue;
    if (key.unless.empty())
      schema["required"].push_back(key.key);
    else
      schema["allOf"].push_back(any_of({present(key.key), present(key.unless)}));
  }
  for (const std::string_view way : table.ways()) {
    json names = json::array();
    for (const ManifestKey& key : table.keys)
      if (key.required && key.way == way) names.push_back(key.key);
    schema["oneOf"].push_back({{"required", names}});
    for (const ManifestKey& key : table.keys)
      if (!key.required && key.way == way)
        schema["dependentRequired"][std::string(key.key)] = names;
  }
  return schema.empty() ? json() : schema;
}

class SchemaWriter {
 public:
  explicit SchemaWriter(const Catalog::Listing& listing) : listing_(listing) {}

  // `whole`: a manifest that includes others inherits nothing of the table. Otherwise it may hold a
  // part of the table, and only whole manifests must have the required keys.
  json object(const ManifestTable& table, bool whole = false) const {
    json schema = typed("object");
    for (const ManifestKey& key : table.keys)
      schema["properties"][std::string(key.key)] = property(table, key);
    schema["additionalProperties"] = false;
    if (table.one_key) {
      schema["minProperties"] = 1;
      schema["maxProperties"] = 1;
    }
    if (whole) {
      const json needs = requirements_of(table);
      if (needs.contains("required")) schema["required"] = needs["required"];
    } else if (!table.identity.empty()) {
      schema["required"] = json::array({std::string(table.identity)});
    }
    const json rules = rules_of_params(table);
    if (!rules.empty()) schema["allOf"] = rules;
    return schema;
  }

  // [sweep]: keys of its own, and any others, which are swept over.
  json sweep() const {
    json schema = object(manifest_table("sweep"));
    schema["additionalProperties"] =
        any_of({list_of(json::object(), 1), object(manifest_table("generator"))});
    return schema;
  }

 private:
  json property(const ManifestTable& table, const ManifestKey& key) const {
    json schema = value(table, key);
    if (!key.doc.empty()) schema["description"] = key.doc;
    if (!key.default_value.empty()) add_default(schema, std::string(key.default_value));
    return schema;
  }

  json value(const ManifestTable& table, const ManifestKey& key) const {
    const ManifestTable* below = table_of_key(table, key);
    const bool whole = key.merge == Merge::whole;
    switch (key.type) {
      case KeyType::integer:
        return within_bounds(key, "integer");
      case KeyType::number:
        return within_bounds(key, "number");
      case KeyType::string:
        return string(key);
      case KeyType::boolean:
        return typed("boolean");
      case KeyType::choice:
        return words_of(key);
      case KeyType::plugin:
        return names_of_plugins(table.plugin_kind);
      case KeyType::table:
        return key.key == "sweep" ? sweep() : below ? object(*below, whole) : typed("object");
      case KeyType::tables:
        return list_of(below ? object(*below, whole) : typed("object"), key.least_entries);
      case KeyType::string_table:
        return map_of(typed("string"));
      case KeyType::strings:
        return list_of(typed("string"), key.least_entries);
      case KeyType::text:
        return any_of({typed("string"), list_of(typed("string"), 0)});
      case KeyType::integers:
        return list_of(within_bounds(key, "integer"), key.least_entries);
      case KeyType::numbers:
        return list_of(within_bounds(key, "number"), key.least_entries);
      case KeyType::tuple:
        return tuple(*below);
      case KeyType::tuples:
        return any_of({tuple(*below), list_of(tuple(*below), 1)});
      case KeyType::kinds:
        return kinds(key, *below);
      case KeyType::seeds: {
        json list = list_of(within_bounds(below->keys.front(), "integer"), key.least_entries);
        list["uniqueItems"] = true;
        return any_of({within_bounds(key, "integer"), list});
      }
      case KeyType::teams:
        return list_of(list_of(within_bounds(key, "integer"), 1), 0);
      case KeyType::sizes: {
        const json sizes = map_of(within_bounds(key, "integer"));
        return any_of({sizes, list_of(sizes, key.least_entries)});
      }
      case KeyType::ranges:
        break;
    }
    json ranges = json::object();
    ranges["type"] = json::array({"array", "object"});
    return ranges;
  }

  static json string(const ManifestKey& key) {
    json schema = typed("string");
    if (!key.pattern.empty()) schema["pattern"] = key.pattern;
    return schema;
  }

  static json tuple(const ManifestTable& parts) {
    json schema = typed("array");
    for (const ManifestKey& part : parts.keys)
      schema["prefixItems"].push_back(
          within_bounds(part, part.type == KeyType::integer ? "integer" : "number"));
    schema["minItems"] = parts.keys.size();
    schema["maxItems"] = parts.keys.size();
    return schema;
  }

  json kinds(const ManifestKey& key, const ManifestTable& table) const {
    if (!key.words().empty()) return any_of({words_of(key), object(table)});
    if (key.bounded()) return any_of({within_bounds(key, "number"), object(table)});
    return object(table);
  }

  json names_of_plugins(std::int32_t kind) const {
    json schema = json::object();
    schema["enum"] = json::array();
    for (const Catalog::Listed& listed : listing_.plugins)
      if (listed.plugin.descriptor->kind == kind)
        schema["enum"].push_back(listed.plugin.descriptor->id);
    return schema;
  }

  // The params of a table that names a plugin are those of that plugin.
  json rules_of_params(const ManifestTable& table) const {
    json rules = json::array();
    const auto key = std::find_if(table.keys.begin(), table.keys.end(),
                                  [](const ManifestKey& k) { return k.type == KeyType::plugin; });
    if (key == table.keys.end()) return rules;
    const std::string name(key->key);
    for (const Catalog::Listed& listed : listing_.plugins) {
      const fm_descriptor& plugin = *listed.plugin.descriptor;
      if (plugin.kind != table.plugin_kind) continue;
      json rule = json::object();
      rule["if"]["properties"][name]["const"] = plugin.id;
      rule["if"]["required"] = json::array({name});
      rule["then"]["properties"]["params"]["$ref"] = "#/$defs/" + definition_name(plugin);
      rules.push_back(rule);
    }
    return rules;
  }

  const Catalog::Listing& listing_;
};

// What a manifest needs if it does not include others.
json whole_manifest() {
  const ManifestTable& root = manifest_table("");
  json schema = requirements_of(root);
  for (const ManifestKey& key : root.keys) {
    const ManifestTable* below = table_of_key(root, key);
    json needs = below ? requirements_of(*below) : json();
    if (needs.is_null()) continue;
    if (key.type == KeyType::table)
      schema["properties"][std::string(key.key)] = needs;
    else
      schema["properties"][std::string(key.key)]["items"] = needs;
  }
  return schema;
}

}  // namespace

std::string manifest_schema(const Catalog& catalog) {
  const Catalog::Listing listing = catalog.list();
  json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "firstmove experiment"}};
  schema.update(SchemaWriter(listing).object(manifest_table("")));
  schema["if"]["required"] = json::array({"include"});
  schema["else"] = whole_manifest();
  schema["$defs"] = json::object();
  for (const Catalog::Listed& listed : listing.plugins) {
    const fm_descriptor& plugin = *listed.plugin.descriptor;
    schema["$defs"][definition_name(plugin)] = params_schema(plugin);
  }
  return json_text(schema, 2);
}

}  // namespace firstmove::engine

#include "manifest/key_reader.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <set>

namespace firstmove::engine {
namespace {

// "; did you mean 'skip'?", without a list of what is known.
std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
  return nearest(word, known).empty() ? "" : did_you_mean(word, known);
}

}  // namespace

KeyReader::KeyReader(const toml::table& table, const ManifestTable& keys,
                     std::vector<Mistake>& mistakes, std::string heading)
    : TableReader(table, heading.empty() ? std::string(keys.heading) : std::move(heading),
                  mistakes),
      keys_(keys) {
  for (const ManifestKey& key : keys.keys) find(std::string(key.key));
}

bool KeyReader::needs(std::string_view name) const {
  const ManifestKey& key = keys_.at(name);
  return key.required && key.way.empty() && (key.unless.empty() || !raw().at_path(key.unless));
}

const toml::node* KeyReader::node_at(std::string_view key) {
  const std::string name(key);
  const toml::node* node = needs(key) ? need(name) : find(name);
  return node ? node : default_of(keys_.at(key));
}

std::optional<std::int64_t> KeyReader::integer_at(std::string_view key) {
  const toml::node* node = node_at(key);
  if (!node) return std::nullopt;
  if (const auto* value = node->as_integer();
      value && keys_.at(key).accepts(static_cast<double>(value->get())))
    return value->get();
  expected(*node, value_text(keys_.at(key)));
  return std::nullopt;
}

std::optional<double> KeyReader::number_at(std::string_view key) {
  const toml::node* node = node_at(key);
  const auto value = real(node);
  if (!value || keys_.at(key).accepts(*value)) return value;
  mistake(*node, fmt::format("{} must be {}, and is {}", key, bounds_text(keys_.at(key)), *value));
  return std::nullopt;
}

std::optional<bool> KeyReader::boolean_at(std::string_view key) { return boolean(node_at(key)); }

std::optional<std::string> KeyReader::text_at(std::string_view name) {
  const ManifestKey& key = keys_.at(name);
  const toml::node* node = node_at(name);
  const auto value = text(node);
  if (!value || !key.valid || key.valid(*value)) return value;
  mistake(*node, fmt::format("{} '{}' must {}", name, *value, key.rule));
  return std::nullopt;
}

std::optional<std::string> KeyReader::choice_at(std::string_view key) {
  const toml::node* node = node_at(key);
  if (!node) return std::nullopt;
  const auto* value = node->as_string();
  const std::vector<std::string> words = keys_.at(key).words();
  if (!value)
    expected(*node, value_text(keys_.at(key)));
  else if (std::find(words.begin(), words.end(), value->get()) != words.end())
    return value->get();
  else
    mistake(*node, fmt::format("{} must be {}, and is '{}'{}", key, value_text(keys_.at(key)),
                               value->get(), suggestion(value->get(), words)));
  return std::nullopt;
}

const toml::table* KeyReader::table_at(std::string_view key) { return table(node_at(key)); }

const toml::array* KeyReader::list_at(std::string_view name) {
  const ManifestKey& key = keys_.at(name);
  const ManifestTable* entries = table_of_key(keys_, key);
  if (key.type != KeyType::tables || !entries) return array(node_at(name));
  return array(node_at(name),
               fmt::format("a list of tables, written {}", entries->heading).c_str());
}

std::string_view KeyReader::way() const {
  std::set<std::string_view> found;
  for (const ManifestKey& key : keys_.keys)
    if (key.required && !key.way.empty() && raw().contains(key.key)) found.insert(key.way);
  return found.size() == 1 ? *found.begin() : std::string_view();
}

void KeyReader::refuse_other_ways(std::string_view chosen) {
  const auto needed_keys = [this](std::string_view way) {
    std::string names;
    for (const ManifestKey& key : keys_.keys)
      if (key.required && key.way == way)
        names += fmt::format("{}'{}'", names.empty() ? "" : " and ", key.key);
    return names;
  };
  for (const ManifestKey& key : keys_.keys)
    if (const toml::node* node = raw().get(key.key); node && !key.way.empty() && key.way != chosen)
      mistake(*node, fmt::format("'{}' in {} belongs with {}, and not with {}", key.key, name(),
                                 needed_keys(key.way), needed_keys(chosen)));
}

}  // namespace firstmove::engine

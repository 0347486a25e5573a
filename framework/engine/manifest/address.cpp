#include "manifest/address.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "base/diagnostics.hpp"
#include "base/toml_reader.hpp"
#include "base/toml_text.hpp"

namespace firstmove::engine {
namespace {

std::optional<std::size_t> as_index(const std::string& text, std::size_t size) {
  if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  const std::size_t index = std::stoul(text);
  return index < size ? std::optional(index) : std::nullopt;
}

std::vector<std::string> names_in(const toml::array& list) {
  std::vector<std::string> names;
  for (const toml::node& entry : list) {
    const toml::node* name = identity(entry);
    names.push_back(name && name->is_string() ? name->as_string()->get() : "");
  }
  return names;
}

// The entry that a part names, by its index or its name; or what is wrong with the part.
std::variant<std::size_t, std::string> entry_of(const toml::array& list, const std::string& part,
                                                const std::string& path) {
  if (list.empty()) return fmt::format("'{}' in '{}' names an entry of an empty list", part, path);
  if (const auto index = as_index(part, list.size())) return *index;
  std::vector<std::string> names = names_in(list);
  const auto found = std::find(names.begin(), names.end(), part);
  const std::string indices = fmt::format("an index from 0 to {}", list.size() - 1);
  if (found != names.end() && !part.empty()) {
    if (std::find(found + 1, names.end(), part) == names.end())
      return static_cast<std::size_t>(found - names.begin());
    return fmt::format("'{}' in '{}' names several entries; it must be {}", part, path, indices);
  }
  std::erase(names, "");
  const bool meant_index = part.find_first_not_of("0123456789") == std::string::npos;
  if (names.empty() || meant_index)
    return fmt::format("'{}' in '{}' must be {}", part, path, indices);
  return fmt::format("'{}' in '{}' must be {} or a name{}", part, path, indices,
                     did_you_mean(part, names));
}

}  // namespace

toml::node* loose_node(LooseValue& box) { return box.get("value"); }

std::vector<std::string> split_key(const std::string& path) {
  std::vector<std::string> parts;
  try {
    const toml::table parsed = parse_toml(path + " = 0", "");
    const toml::node* at = &parsed;
    while (const toml::table* table = at->as_table()) {
      if (table->size() != 1) return {};
      parts.emplace_back(table->begin()->first.str());
      at = &table->begin()->second;
    }
  } catch (const toml::parse_error&) {
    return {};
  }
  return parts;
}

const toml::node* identity(const toml::node& entry) {
  const toml::table* table = entry.as_table();
  if (!table) return nullptr;
  const toml::node* name = table->get("name");
  return name ? name : table->get("plugin");
}

toml::node* Location::child() const {
  if (toml::table* table = parent_->as_table()) return table->get(key_);
  return parent_->as_array()->get(index_);
}

toml::node* Location::get() const {
  toml::node* at = child();
  for (const std::string& part : rest_) at = at ? at->as_table()->get(part) : nullptr;
  return at;
}

void Location::place(toml::node&& value) const {
  if (toml::array* list = parent_->as_array()) {
    list->replace(list->cbegin() + static_cast<std::ptrdiff_t>(index_), std::move(value));
    return;
  }
  toml::table& table = *parent_->as_table();
  if (rest_.empty()) {
    table.insert_or_assign(key_, std::move(value));
    return;
  }
  LooseValue made;
  made.insert(rest_.back(), std::move(value));
  for (auto part = rest_.rbegin() + 1; part != rest_.rend(); ++part) {
    LooseValue outer;
    outer.insert(*part, std::move(made));
    made = std::move(outer);
  }
  table.insert_or_assign(key_, std::move(made));
}

void Location::exchange(LooseValue& box) const {
  LooseValue before;
  toml::node* given = loose_node(box);
  if (toml::node* now = get()) {
    if (const toml::node* name = parent_->is_array() ? identity(*now) : nullptr;
        name && name->is_string() && given && given->is_table() && !identity(*given))
      given->as_table()->insert(now->as_table()->contains("name") ? "name" : "plugin",
                                name->as_string()->get());
    before.insert("value", std::move(*now));
  }
  if (given)
    place(std::move(*given));
  else
    erase();
  box = std::move(before);
}

void Location::erase() const {
  if (toml::array* list = parent_->as_array())
    list->erase(list->cbegin() + static_cast<std::ptrdiff_t>(index_));
  else
    parent_->as_table()->erase(key_);
}

std::variant<Location, std::string> find_location(toml::table& tree, const std::string& path) {
  const std::vector<std::string> parts = split_key(path);
  if (parts.empty())
    return fmt::format("'{}' is not a dotted key like game.params.A or learner.0.step", path);
  Location location;
  toml::node* at = &tree;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    location.parent_ = at;
    if (const toml::array* list = at->as_array()) {
      const auto entry = entry_of(*list, parts[i], path);
      if (const auto* fault = std::get_if<std::string>(&entry)) return *fault;
      location.index_ = std::get<std::size_t>(entry);
    } else if (const toml::table* table = at->as_table()) {
      location.key_ = parts[i];
      if (!table->contains(parts[i])) {
        location.rest_.assign(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.end());
        return location;
      }
    } else {
      return fmt::format("'{}' in '{}' is below a value that is not a table", parts[i], path);
    }
    at = location.child();
  }
  return location;
}

std::string canonical_part(const toml::array& list, std::size_t index) {
  const std::vector<std::string> names = names_in(list);
  const bool unique = std::count(names.begin(), names.end(), names[index]) == 1;
  return unique && !names[index].empty() && !as_index(names[index], list.size())
             ? key_text(names[index])
             : std::to_string(index);
}

std::string canonical_key(const toml::table& tree, const std::string& path) {
  std::vector<std::string> parts = split_key(path);
  const toml::node* at = &tree;
  for (std::string& part : parts) {
    if (const toml::array* list = at ? at->as_array() : nullptr) {
      const auto entry = entry_of(*list, part, path);
      const auto* index = std::get_if<std::size_t>(&entry);
      at = index ? list->get(*index) : nullptr;
      part = index ? canonical_part(*list, *index) : key_text(part);
    } else {
      at = at && at->is_table() ? at->as_table()->get(part) : nullptr;
      part = key_text(part);
    }
  }
  return fmt::format("{}", fmt::join(parts, "."));
}

}  // namespace firstmove::engine

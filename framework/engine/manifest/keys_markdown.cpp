#include <spdlog/fmt/fmt.h>

#include "manifest/keys.hpp"

namespace firstmove::engine {
namespace {

// Text in a cell of a Markdown table: a bar would end the cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? "\\|" : std::string(1, c);
  return escaped;
}

// Quoted values in code: 'none' as `"none"`.
std::string in_code(const std::string& text) {
  std::string code;
  bool open = false;
  for (const char c : text) {
    if (c != '\'') {
      code += c;
      continue;
    }
    code += open ? "\"`" : "`\"";
    open = !open;
  }
  return code;
}

std::string default_cell(const ManifestTable& table, const ManifestKey& key) {
  if (!key.default_value.empty()) return fmt::format("`{}`", key.default_value);
  if (!key.otherwise.empty()) return std::string(key.otherwise);
  if (!key.unless.empty()) return fmt::format("required without `{}`", key.unless);
  if (key.way.empty()) return key.required ? "required" : "none";
  std::string others;
  for (const ManifestKey& other : table.keys)
    if (other.required && !other.way.empty() && other.way != key.way)
      others += fmt::format("{}`{}`", others.empty() ? "" : ", ", other.key);
  return fmt::format("required without {}", others);
}

}  // namespace

std::string manifest_keys_markdown(const ManifestTable& table) {
  if (table.one_key) {
    std::string text = "| kind | needs | |\n|---|---|---|\n";
    for (const ManifestKey& kind : table.keys)
      text += fmt::format("| `{}` | {} | {} |\n", cell(kind_form(table, kind)),
                          cell(kind_needs(table, kind)), cell(kind.doc));
    return text;
  }
  std::string text = "| key | value | default | |\n|---|---|---|---|\n";
  for (const ManifestKey& key : table.keys)
    text += fmt::format("| `{}` | {} | {} | {} |\n", key.key, cell(in_code(value_text(key))),
                        cell(default_cell(table, key)), cell(key.doc));
  return text;
}

}  // namespace firstmove::engine

#include "manifest/sweep.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/json_text.hpp"
#include "manifest/generate.hpp"
#include "manifest/key_reader.hpp"
#include "manifest/sweep_layout.hpp"
#include "manifest/sweep_text.hpp"

namespace firstmove::engine {
namespace {

// Splits "a.b, c.\"d, e\"" at the commas outside of quotes.
std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts(1);
  char quote = 0;
  for (const char c : text) {
    if (quote == 0 && c == ',') {
      parts.emplace_back();
      continue;
    }
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
    if (c != ' ' || quote != 0) parts.back() += c;
  }
  return parts;
}

// As JSON, numbers in their shortest form.
std::string json_of(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& value) {
    out << toml::json_formatter(toml::table{{"value", value}});
  });
  return json_text(nlohmann::ordered_json::parse(out.str())["value"]);
}

// Reads one [sweep].
class SweepReader {
 public:
  SweepReader(toml::table& table, const std::vector<std::string>& files, std::uint64_t seed,
              std::vector<Mistake>& mistakes)
      : in_(table, manifest_table("sweep"), mistakes),
        table_(table),
        files_(files),
        seed_(seed),
        mistakes_(mistakes) {}

  Sweep read() {
    const std::size_t before = mistakes_.size();
    sweep_.place = where(table_);
    const std::string mode = sweep_mode(table_);
    in_.choice_at("mode");
    seed_ = static_cast<std::uint64_t>(
        in_.integer_at("seed").value_or(static_cast<std::int64_t>(seed_)));
    const std::vector<SweepEntry> entries = in_order(table_, files_);
    sweep_.text = sweep_text(table_, files_, seed_);
    for (const SweepEntry& entry : entries)
      if (!in_.keys().find(entry.key))  // every other key is swept over
        read_axis(entry.key, *entry.node, mode);
    if (toml::node* list = table_.get("list")) read_list(*list, mode);
    if (mode == "list" && !table_.contains("list"))
      in_.mistake(
          "a sweep of mode 'list' needs 'list', a list of tables like { \"game.params.A\" = "
          "80.0 }");
    if (mistakes_.size() == before)
      sweep_.combinations =
          mode == "zip" ? zipped(axes_, mistakes_) : product(axes_, sweep_.place, mistakes_);
    if (const toml::node* patterns = table_.get("exclude"); patterns && mistakes_.size() == before)
      exclude(sweep_, *patterns, mistakes_);
    if (mistakes_.size() != before) sweep_.combinations = {{}};
    return std::move(sweep_);
  }

 private:
  std::size_t key(const std::string& name, const toml::node& node) {
    for (std::size_t k = 0; k < sweep_.keys.size(); ++k)
      if (sweep_.keys[k].key == name) return k;
    const std::vector<std::string> parts = split_key(name);
    if (const std::string fault = fault_of_swept_key(parts); !fault.empty())
      in_.mistake(node, fmt::format("'{}' cannot be swept over: {}", name, fault));
    sweep_.keys.push_back({name, where(node), parts.size()});
    return sweep_.keys.size() - 1;
  }
  std::size_t keep(std::size_t of, LooseValue box) {
    toml::node& node = *loose_node(box);
    sweep_.values.push_back({of, where(node), json_of(node), {}});
    sweep_.values.back().box = std::move(box);
    return sweep_.values.size() - 1;
  }
  std::size_t keep(std::size_t of, toml::node&& node) {
    LooseValue box;
    box.insert("value", std::move(node));
    return keep(of, std::move(box));
  }

  void read_axis(const std::string& name, toml::node& node, const std::string& mode) {
    if (mode == "list")
      return in_.mistake(node,
                         fmt::format("a sweep of mode 'list' has its keys in 'list', and '{}' is "
                                     "outside of it",
                                     name));
    const std::vector<std::string> names = split_list(name);
    SweepAxis axis{name, &node, {}};
    toml::array* list = node.as_array();
    if (names.size() > 1)
      read_group(names, axis, list);
    else if (toml::table* table = node.as_table(); table && is_generator(*table))
      for (LooseValue& box : generate(*table, name, seed_, mistakes_))
        axis.rows.push_back({keep(key(name, node), std::move(box))});
    else if (list && !list->empty())
      for (toml::node& value : *list)
        axis.rows.push_back({keep(key(name, node), std::move(value))});
    else
      in_.mistake(
          node,
          fmt::format(
              "sweep of '{}' must be a list of values or a generator like {}, and is {}{}", name,
              "{ linear = [lo, hi, n] }", shown(node),
              node.is_table() ? "; a dotted key is quoted here: \"" + name + ".key\" = [..]" : ""));
    axes_.push_back(std::move(axis));
  }

  static bool is_generator(const toml::table& table) {
    std::vector<std::string> kinds;
    for (const ManifestKey& kind : manifest_table("generator").keys) kinds.emplace_back(kind.key);
    return table.size() == 1 && !nearest(table.begin()->first.str(), kinds).empty();
  }

  void read_group(const std::vector<std::string>& names, SweepAxis& axis, toml::array* list) {
    const auto wrong = [&](const toml::node& at) {
      in_.mistake(at, fmt::format("sweep of '{}' must be a list of lists with a value for each of "
                                  "the {} keys, and is {}",
                                  axis.name, names.size(), shown(at)));
    };
    if (!list || list->empty()) return wrong(*axis.node);
    if (std::set(names.begin(), names.end()).size() != names.size())
      return in_.mistake(*axis.node, fmt::format("sweep of '{}' names a key twice", axis.name));
    for (toml::node& element : *list) {
      toml::array* row = element.as_array();
      if (!row || row->size() != names.size()) {
        wrong(element);
        continue;
      }
      axis.rows.emplace_back();
      for (std::size_t i = 0; i < names.size(); ++i)
        axis.rows.back().push_back(keep(key(names[i], *axis.node), std::move((*row)[i])));
    }
  }

  void read_list(toml::node& node, const std::string& mode) {
    const toml::array* tables = node.as_array();
    if (mode != "list")
      return in_.mistake(
          node, fmt::format("'list' requires mode = \"list\", and the mode is '{}'", mode));
    if (!tables || tables->empty() || !tables->is_homogeneous<toml::table>())
      return in_.mistake(node, fmt::format("a sweep's list must be of tables like {{ "
                                           "\"game.params.A\" = 80.0 }}, and is {}",
                                           shown(node)));
    SweepAxis axis{"list", &node, {}};
    for (toml::node& row : *node.as_array()) {
      axis.rows.emplace_back();
      for (const SweepEntry& entry : in_order(*row.as_table(), files_))
        axis.rows.back().push_back(keep(key(entry.key, *entry.node), std::move(*entry.node)));
    }
    axes_.push_back(std::move(axis));
  }

  KeyReader in_;
  toml::table& table_;
  const std::vector<std::string>& files_;
  std::uint64_t seed_;
  std::vector<Mistake>& mistakes_;
  std::vector<SweepAxis> axes_;
  Sweep sweep_;
};

}  // namespace

std::string sweep_mode(const toml::table& sweep) {
  if (const toml::node* mode = sweep.get("mode"))
    return mode->is_string() ? mode->as_string()->get() : "";
  return sweep.contains("list") ? "list" : "grid";
}

Sweep take_sweep(toml::table& manifest, const std::vector<std::string>& files, std::uint64_t seed,
                 std::vector<Mistake>& mistakes) {
  toml::node* node = manifest.get("sweep");
  if (!node) return {};
  Sweep sweep;
  if (toml::table* table = node->as_table())
    sweep = SweepReader(*table, files, seed, mistakes).read();
  else
    mistakes.push_back({where(*node), "[sweep] must be a table of \"dotted.key\" = [values]"});
  manifest.erase("sweep");
  return sweep;
}

}  // namespace firstmove::engine

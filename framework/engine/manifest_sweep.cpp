#include "manifest_sweep.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <tuple>

#include "manifest_generate.hpp"
#include "toml_reader.hpp"

namespace firstmove {
namespace {

constexpr std::size_t most = 100'000;
const std::vector<std::string> modes = {"grid", "zip", "list"};
const std::vector<std::string> own_keys = {"mode", "seed", "list", "exclude"};  // all else: axes

struct Entry {
  std::string key;
  toml::node* node;
};

// Entries in the order of the files, since a TOML table forgets it; those set by overrides last.
std::vector<Entry> in_order(toml::table& table, const std::vector<std::string>& files) {
  using Place = std::tuple<std::size_t, toml::source_index, toml::source_index>;
  std::vector<std::pair<Place, Entry>> placed;
  for (auto&& [key, node] : table) {
    const toml::source_region& source = key.source();
    const auto file = std::find(files.begin(), files.end(), source.path ? *source.path : "");
    placed.push_back({{file - files.begin(), source.begin.line, source.begin.column},
                      {std::string(key.str()), &node}});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Entry> entries;
  for (auto& [place, entry] : placed) entries.push_back(std::move(entry));
  return entries;
}

// "a.b, c.\"d, e\"": at the commas outside of quotes.
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

// As JSON has it, numbers by their shortest form.
std::string json_of(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& value) {
    out << toml::json_formatter(toml::table{{"value", value}});
  });
  return nlohmann::ordered_json::parse(out.str())["value"].dump();
}

bool same(const toml::node& a, const toml::node& b) {
  if (const auto x = as_real(a), y = as_real(b); x && y) return *x == *y;
  return toml_text(a) == toml_text(b);
}

// Reads one [sweep].
class SweepReader {
 public:
  SweepReader(toml::table& table, const std::vector<std::string>& files, std::uint64_t seed,
              std::vector<Mistake>& mistakes)
      : in_(table, "[sweep]", mistakes),
        table_(table),
        files_(files),
        seed_(seed),
        mistakes_(mistakes) {}

  Sweep read() {
    const std::size_t before = mistakes_.size();
    sweep_.place = where(table_);
    const std::string mode = read_mode();
    seed_ = static_cast<std::uint64_t>(
        in_.integer(in_.find("seed"), 0).value_or(static_cast<std::int64_t>(seed_)));
    const std::vector<Entry> entries = in_order(table_, files_);
    write(entries);
    for (const Entry& entry : entries)
      if (std::find(own_keys.begin(), own_keys.end(), entry.key) == own_keys.end())
        read_axis(entry.key, *entry.node, mode);
    if (toml::node* list = table_.get("list")) read_list(*list, mode);
    if (mode == "list" && !table_.contains("list"))
      in_.mistake(
          "a sweep of mode 'list' needs 'list', a list of tables like { \"game.params.A\" = "
          "80.0 }");
    if (mistakes_.size() == before) lay_out(mode);
    if (mistakes_.size() == before && table_.contains("exclude")) exclude(*table_.get("exclude"));
    if (mistakes_.size() != before) sweep_.combinations = {{}};
    return std::move(sweep_);
  }

 private:
  struct Axis {
    std::string name;
    const toml::node* node;
    std::vector<Sweep::Combination> rows;  // values that are taken together
  };

  std::string read_mode() {
    const std::string mode = sweep_mode(table_);
    if (std::find(modes.begin(), modes.end(), mode) != modes.end()) return mode;
    const toml::node& node = *table_.get("mode");
    in_.mistake(node,
                fmt::format("sweep mode must be 'grid', 'zip' or 'list', and is {}{}", shown(node),
                            nearest(mode, modes).empty() ? "" : did_you_mean(mode, modes)));
    return mode;
  }

  std::size_t key(const std::string& name, const toml::node& node) {
    for (std::size_t k = 0; k < sweep_.keys.size(); ++k)
      if (sweep_.keys[k].key == name) return k;
    sweep_.keys.push_back({name, where(node), split_key(name).size()});
    return sweep_.keys.size() - 1;
  }
  std::size_t keep(std::size_t of, Box box) {
    toml::node& node = *in_box(box);
    sweep_.values.push_back({of, where(node), json_of(node), {}});
    sweep_.values.back().box = std::move(box);
    return sweep_.values.size() - 1;
  }
  std::size_t keep(std::size_t of, toml::node&& node) {
    Box box;
    box.insert("value", std::move(node));
    return keep(of, std::move(box));
  }

  void read_axis(const std::string& name, toml::node& node, const std::string& mode) {
    if (mode == "list")
      return in_.mistake(node,
                         fmt::format("a sweep of mode 'list' has its keys in 'list', and '{}' "
                                     "stands beside it",
                                     name));
    const std::vector<std::string> names = split_list(name);
    Axis axis{name, &node, {}};
    toml::array* list = node.as_array();
    if (names.size() > 1)
      read_group(names, axis, list);
    else if (toml::table* table = node.as_table(); table && is_generator(*table))
      for (Box& box : generate(*table, name, seed_, mistakes_))
        axis.rows.push_back({keep(key(name, node), std::move(box))});
    else if (list && !list->empty())
      for (toml::node& value : *list)
        axis.rows.push_back({keep(key(name, node), std::move(value))});
    else
      in_.mistake(
          node,
          fmt::format(
              "sweep of '{}' must be a list of values, or made like {}, and is {}{}", name,
              "{ linear = [lo, hi, n] }", shown(node),
              node.is_table() ? "; a dotted key is quoted here: \"" + name + ".key\" = [..]" : ""));
    axes_.push_back(std::move(axis));
  }

  static bool is_generator(const toml::table& table) {
    return table.size() == 1 && !nearest(table.begin()->first.str(), generator_kinds()).empty();
  }

  void read_group(const std::vector<std::string>& names, Axis& axis, toml::array* list) {
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
          node, fmt::format("'list' stands with mode = \"list\", and the mode is '{}'", mode));
    if (!tables || tables->empty() || !tables->is_homogeneous<toml::table>())
      return in_.mistake(node, fmt::format("a sweep's list must be of tables like {{ "
                                           "\"game.params.A\" = 80.0 }}, and is {}",
                                           shown(node)));
    Axis axis{"list", &node, {}};
    for (toml::node& row : *node.as_array()) {
      axis.rows.emplace_back();
      for (const Entry& entry : in_order(*row.as_table(), files_))
        axis.rows.back().push_back(keep(key(entry.key, *entry.node), std::move(*entry.node)));
    }
    axes_.push_back(std::move(axis));
  }

  void lay_out(const std::string& mode) {
    if (mode == "zip" && !axes_.empty())
      zip();
    else
      grid();
  }

  // All axes in step.
  void zip() {
    const Axis& first = axes_.front();
    for (const Axis& axis : axes_)
      if (axis.rows.size() != first.rows.size())
        in_.mistake(*axis.node,
                    fmt::format("a zipped sweep needs lists of one length: '{}' has {} values "
                                "and '{}' has {}",
                                axis.name, axis.rows.size(), first.name, first.rows.size()));
    std::vector<Sweep::Combination> all(first.rows.size());
    for (const Axis& axis : axes_)
      for (std::size_t i = 0; i < std::min(all.size(), axis.rows.size()); ++i)
        all[i].insert(all[i].end(), axis.rows[i].begin(), axis.rows[i].end());
    sweep_.combinations = std::move(all);
  }

  // The product of the axes, the first slowest.
  void grid() {
    std::vector<Sweep::Combination> all(1);
    for (const Axis& axis : axes_) {
      if (axis.rows.size() > most / all.size())
        return in_.mistake(fmt::format("a sweep has at most {} combinations", most));
      std::vector<Sweep::Combination> next;
      for (const Sweep::Combination& base : all)
        for (const Sweep::Combination& row : axis.rows) {
          next.push_back(base);
          next.back().insert(next.back().end(), row.begin(), row.end());
        }
      all = std::move(next);
    }
    sweep_.combinations = std::move(all);
  }

  // Drops the combinations that match all values of any pattern.
  void exclude(const toml::node& node) {
    const toml::array* patterns = node.as_array();
    if (!patterns || !patterns->is_homogeneous<toml::table>())
      return in_.mistake(node, fmt::format("exclude must be a list of tables like {{ "
                                           "\"game.params.A\" = 80.0 }}, and is {}",
                                           shown(node)));
    for (const toml::node& pattern : *patterns) exclude_one(*pattern.as_table());
    if (sweep_.combinations.empty()) in_.mistake(node, "exclude leaves no combination");
  }

  void exclude_one(const toml::table& pattern) {
    std::vector<std::string> known;
    for (const SweepKey& k : sweep_.keys) known.push_back(k.key);
    std::vector<char> hit(sweep_.values.size());
    for (auto&& [name, wanted] : pattern) {
      const auto found = std::find(known.begin(), known.end(), name.str());
      if (found == known.end())
        return in_.mistake(wanted, fmt::format("exclude: '{}' is not swept over{}", name.str(),
                                               did_you_mean(name.str(), known)));
      for (std::size_t v = 0; v < hit.size(); ++v)
        if (SweepValue& value = sweep_.values[v];
            known[value.key] == name.str() && same(*in_box(value.box), wanted))
          hit[v] = 1;
    }
    const auto excluded = std::erase_if(sweep_.combinations, [&](const Sweep::Combination& c) {
      const auto hits = std::count_if(c.begin(), c.end(), [&](std::size_t v) { return hit[v]; });
      return static_cast<std::size_t>(hits) == pattern.size();
    });
    if (excluded == 0 || pattern.empty())
      in_.mistake(pattern, fmt::format("exclude: no combination has {}", shown(pattern)));
  }

  // Kept as text before the values are moved out.
  void write(const std::vector<Entry>& entries) {
    std::string& text = sweep_.text = "\n[sweep]\n";
    bool random = false;
    for (const Entry& entry : entries) {
      random = random || is_random(*entry.node);
      const bool rows = entry.key == "list" || entry.key == "exclude";
      text += fmt::format("{} = {}\n", key_text(entry.key),
                          rows ? rows_text(*entry.node) : toml_text(*entry.node));
    }
    if (random && !table_.contains("seed")) text += fmt::format("seed = {}\n", seed_);
  }
  // A line each, with its keys in their order.
  std::string rows_text(toml::node& node) {
    std::string text = "[\n";
    toml::array* rows = node.as_array();
    for (std::size_t i = 0; rows && i < rows->size(); ++i) {
      std::vector<std::string> parts;
      if (toml::table* row = (*rows)[i].as_table())
        for (const Entry& entry : in_order(*row, files_))
          parts.push_back(fmt::format("{} = {}", key_text(entry.key), toml_text(*entry.node)));
      text += fmt::format("  {{ {} }},\n", fmt::join(parts, ", "));
    }
    return text + "]";
  }

  TableReader in_;
  toml::table& table_;
  const std::vector<std::string>& files_;
  std::uint64_t seed_;
  std::vector<Mistake>& mistakes_;
  std::vector<Axis> axes_;
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

}  // namespace firstmove

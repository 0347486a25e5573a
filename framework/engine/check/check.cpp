#include "check/check.hpp"

#include <spdlog/fmt/fmt.h>
#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "base/clean_text.hpp"
#include "base/diagnostics.hpp"
#include "base/json_text.hpp"
#include "base/sha256.hpp"
#include "base/temporary_folder.hpp"
#include "base/toml_text.hpp"
#include "check/checked_plugin.hpp"

namespace firstmove::engine {
namespace {

using namespace checks;
using json = nlohmann::json;

constexpr const char* of_files[] = {"symbol", "abi"};

std::vector<Check> checks_of(std::int32_t kind) {
  std::vector<Check> all = {
      {"descriptor", "its texts, parameters and defaults are valid", check_descriptor}};
  const std::vector<Check> own = kind == FM_KIND_GAME      ? game_checks()
                                 : kind == FM_KIND_LEARNER ? learner_checks()
                                                           : observer_checks();
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

void require_known(const std::string& only) {
  if (only.empty()) return;
  std::vector<std::string> names(std::begin(of_files), std::end(of_files));
  for (const std::int32_t kind : {FM_KIND_GAME, FM_KIND_LEARNER, FM_KIND_OBSERVER})
    for (const Check& check : checks_of(kind))
      if (std::find(names.begin(), names.end(), check.name) == names.end())
        names.emplace_back(check.name);
  if (std::find(names.begin(), names.end(), only) == names.end())
    throw InputError(
        fmt::format("--only: there is no check '{}'{}", only, did_you_mean(only, names)));
}

toml::table parsed(const std::string& params) {
  if (params.empty()) return {};
  try {
    const toml::table whole = parse_toml("params = " + params, "--params");
    if (const toml::table* const table = whole["params"].as_table()) return *table;
  } catch (const toml::parse_error&) {
  }
  throw InputError(
      fmt::format("--params '{}' is not a TOML table; write one like '{{ A = 1.0 }}'", params));
}

// The parameters are for the plugin that the file is named after, or for the only plugin in it.
bool takes_params(const fm_library& library, const fm_descriptor& d,
                  const std::filesystem::path& file) {
  return library.count == 1 || file.stem() == d.id;
}

CheckedPlugin load(const std::filesystem::path& file, std::size_t index, const toml::table& params,
                   const std::filesystem::path& folder) {
  const fm_library& library = load_library(file);
  const fm_descriptor& d = *library.descriptors[index];
  std::vector<Mistake> mistakes;
  const toml::table* const given = takes_params(library, d, file) ? &params : nullptr;
  return {{file, &library, &d}, Parameters(d, given, "the plugin", mistakes), folder};
}

// Lists the plugins of a valid library: their kinds, ids, and mistakes in their parameters.
Answer survey(const std::filesystem::path& file, const toml::table& params) {
  const fm_library& library = load_library(file);
  json plugins = json::array();
  for (std::uint32_t i = 0; i < library.count; ++i) {
    const fm_descriptor& d = *library.descriptors[i];
    std::vector<Mistake> mistakes;
    const bool takes = takes_params(library, d, file);
    (void)Parameters(d, takes ? &params : nullptr, fmt::format("plugin '{}'", d.id), mistakes);
    json wrong = json::array();
    for (const Mistake& mistake : mistakes) wrong.push_back(mistake.what);
    plugins.push_back({{"kind", d.kind}, {"id", d.id}, {"wrong", wrong}});
  }
  return passed(json_text(plugins));
}

class Examination {
 public:
  Examination(const std::filesystem::path& file, const CheckOptions& options)
      : options_(options), params_(parsed(options.params)) {
    require_known(options.only);
    report_.file = file;
    report_.sha256 = sha256_of_file(file.string());
    report_.whole = options.only.empty();
  }

  CheckReport report() {
    const auto& file = report_.file;
    if (!examine("", "symbol", [&](const auto&) { return check_symbol(file); })) {
      skip("", "abi", "the library cannot be used");
      return report_;
    }
    if (!examine("", "abi", [&](const auto&) { return check_abi(file); })) return report_;
    const Answer found = answer_in_child(options_.limits, [&] { return survey(file, params_); });
    if (found.verdict != CheckResult::passed) {
      note("", "environment", found);
      return report_;
    }
    const json plugins = json::parse(found.text);
    std::vector<Mistake> mistakes;
    for (const json& plugin : plugins)
      for (const auto& wrong : plugin["wrong"])
        mistakes.push_back({options_.params.empty() ? "" : "--params", wrong.get<std::string>()});
    if (!mistakes.empty()) {
      if (options_.params.empty())
        mistakes.push_back({"", "give them with --params '{ NAME = VALUE, .. }'"});
      throw InputError(std::move(mistakes));
    }
    for (std::size_t i = 0; i < plugins.size(); ++i)
      plugin(i, plugins[i]["kind"].get<std::int32_t>(), plugins[i]["id"].get<std::string>());
    return report_;
  }

 private:
  void plugin(std::size_t index, std::int32_t kind, const std::string& id) {
    bool sound = true;
    for (const Check& check : checks_of(kind)) {
      const std::string name = check.name;
      if (!sound) {
        skip(id, name, "a call that every run makes fails: see 'calls'");
        continue;
      }
      const bool well = examine(id, name, [&](const std::filesystem::path& folder) {
        return check.run(load(report_.file, index, params_, folder));
      });
      if (name == "calls") sound = well;
    }
  }

  bool wanted(const std::string& check) const {
    return options_.only.empty() || options_.only == check;
  }

  // Returns false if the check failed. A check that others depend on runs even if it is not
  // wanted, and is then reported only if it fails.
  bool examine(const std::string& id, const std::string& check,
               const std::function<Answer(const std::filesystem::path&)>& body) {
    const bool needed = check == "symbol" || check == "abi" || check == "calls";
    if (!wanted(check) && !needed) return true;
    if (options_.on_check) options_.on_check(check);
    const TemporaryFolder folder;
    const auto begun = std::chrono::steady_clock::now();
    Answer answer = answer_in_child(options_.limits, [&] { return body(folder.path()); });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const bool well = answer.verdict != CheckResult::failed;
    if (wanted(check) || !well) note(id, check, std::move(answer), took.count());
    return well;
  }

  void skip(const std::string& id, const std::string& check, const std::string& why) {
    if (wanted(check)) note(id, check, {CheckResult::skipped, Fault::none, why});
  }

  // The text may quote the plugin, or what was left of a sentence when its process died.
  void note(const std::string& id, const std::string& check, Answer answer, double seconds = 0) {
    answer.text = clean_text(answer.text);
    report_.findings.push_back({id, check, std::move(answer), seconds});
  }

  const CheckOptions& options_;
  toml::table params_;
  CheckReport report_;
};

}  // namespace

bool CheckReport::passed() const { return failed().empty(); }

std::vector<std::string> CheckReport::failed() const {
  std::vector<std::string> names;
  for (const Finding& finding : findings)
    if (finding.answer.verdict == CheckResult::failed &&
        std::find(names.begin(), names.end(), finding.check) == names.end())
      names.push_back(finding.check);
  return names;
}

CheckReport check_plugin(const std::filesystem::path& file, const CheckOptions& options) {
  return Examination(std::filesystem::absolute(file), options).report();
}

}  // namespace firstmove::engine

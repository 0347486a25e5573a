#include "manifest/read_claims.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "manifest/key_reader.hpp"
#include "manifest/read_choice.hpp"

namespace firstmove::engine {
namespace {

// Removes the number at the beginning of the text and returns it.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// "x2" or "x2[3]" as an index into the joint action.
std::optional<std::uint32_t> coordinate_named(std::string_view name, const Shape& shape) {
  if (!name.starts_with('x')) return std::nullopt;
  name.remove_prefix(1);
  const auto player = take_number(name);
  if (!player || *player < 1 || *player > shape.players()) return std::nullopt;
  std::uint32_t within = 0;
  if (!name.empty()) {
    if (!name.starts_with('[')) return std::nullopt;
    name.remove_prefix(1);
    const auto index = take_number(name);
    if (!index || name != "]") return std::nullopt;
    within = *index;
  }
  if (within >= shape.dims[*player - 1]) return std::nullopt;
  return shape.offsets[*player - 1] + within;
}

std::optional<std::uint32_t> cost_named(std::string_view name, const Shape& shape) {
  if (!name.starts_with("cost f")) return std::nullopt;
  name.remove_prefix(6);
  const auto player = take_number(name);
  if (!player || !name.empty() || *player < 1 || *player > shape.players()) return std::nullopt;
  return *player - 1;
}

bool read_measure(const std::string& name, const Shape& shape, ClaimSpec& claim) {
  using Measure = ClaimSpec::Measure;
  if (const auto coordinate = coordinate_named(name, shape)) {
    claim.measure = Measure::coordinate;
    claim.index = *coordinate;
  } else if (const auto player = cost_named(name, shape)) {
    claim.measure = Measure::cost;
    claim.index = *player;
  } else if (name == "converged") {
    claim.measure = Measure::converged;
  } else if (name == "share") {
    claim.measure = Measure::share;
  } else if (name == "critical points") {
    claim.measure = Measure::points;
  } else {
    return false;
  }
  return true;
}

ClaimSpec read_claim(const toml::table& table, const Shape& shape, const ExperimentSpec& spec,
                     std::vector<Mistake>& mistakes) {
  KeyReader in(table, manifest_table("claim"), mistakes);
  ClaimSpec claim;
  claim.text = in.text_at("text").value_or("");
  claim.source = in.text_at("source").value_or("");
  claim.kind = in.text_at("kind").value_or("");
  claim.value = in.number_at("value").value_or(0);
  claim.within = in.number_at("within").value_or(0);
  if (const auto name = in.text_at("learner")) {
    claim.learner = *name;
    std::vector<std::string> names;
    for (const LearnerSpec& known : spec.learners) names.push_back(known.name);
    if (std::find(names.begin(), names.end(), *name) == names.end())
      in.mistake(*table.get("learner"),
                 fmt::format("no learner '{}'{}", *name, did_you_mean(*name, names)));
  }
  if (const toml::node* at = in.find("at")) {
    if (const auto x = numbers(*at, shape.coordinates()))
      claim.at = *x;
    else
      in.mistake(*at, fmt::format("at needs {} numbers, one for each coordinate; it is {}",
                                  shape.coordinates(), shown(*at)));
  }
  if (const auto name = in.text_at("measure"); name && !read_measure(*name, shape, claim))
    in.mistake(*table.get("measure"),
               fmt::format("measure must be a coordinate like 'x1' or 'x2[0]', 'cost f1', "
                           "'converged', 'share' or 'critical points', and is '{}'",
                           *name));
  if (claim.measure == ClaimSpec::Measure::share && claim.at.empty())
    in.mistake("[[claim]] of a share needs 'at': where the runs ended");
  in.refuse_unknown_keys();
  return claim;
}

}  // namespace

std::vector<ClaimSpec> read_claims(const toml::array& list, const Shape& shape,
                                   const ExperimentSpec& spec, std::vector<Mistake>& mistakes) {
  std::vector<ClaimSpec> claims;
  for (const toml::node& element : list) {
    if (const toml::table* table = element.as_table())
      claims.push_back(read_claim(*table, shape, spec, mistakes));
    else
      mistakes.push_back({where(element), "each claim must be a table, written [[claim]]"});
  }
  return claims;
}

}  // namespace firstmove::engine

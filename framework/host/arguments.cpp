#include "arguments.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

#include "base/file_names.hpp"
#include "play/start.hpp"

namespace firstmove::host {
namespace {

template <class Holds>
CLI::Validator number_that(const std::string& name, const std::string& is, Holds holds) {
  return CLI::Validator(
      [=](std::string& text) {
        double value = 0;
        const bool good =
            CLI::detail::lexical_cast(text, value) && std::isfinite(value) && holds(value);
        return good ? std::string() : fmt::format("'{}' is not a number {}", text, is);
      },
      name);
}

}  // namespace

CLI::Validator above_zero() {
  return number_that("ABOVE 0", "above 0", [](double x) { return x > 0; });
}
CLI::Validator not_below_zero() {
  return number_that("AT LEAST 0", "that is at least 0", [](double x) { return x >= 0; });
}
CLI::Validator possible_folder() {
  return CLI::Validator([](std::string& text) { return fault_of_length(text); }, "FOLDER");
}

std::vector<double> numbers_argument(const std::string& option, const std::string& text) {
  std::vector<double> x;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    std::string part = text.substr(from, comma - from);
    part.erase(0, part.find_first_not_of(" +"));
    part.erase(part.find_last_not_of(' ') + 1);
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(value))
      throw InputError(fmt::format("{} \"{}\": '{}' is not a finite number", option, text, part));
    x.push_back(value);
    from = comma + 1;
  }
  return x;
}

std::vector<double> point_argument(const std::string& option, const std::string& text,
                                   const ExperimentSpec& spec, const Shape& shape) {
  if (text == "start") return start_point(spec.start, shape, spec.seed, spec.replicates.front(), 0);
  const std::vector<double> x = numbers_argument(option, text);
  if (x.size() != shape.coordinates())
    throw InputError(
        fmt::format("{} \"{}\" has {} numbers, and the joint action has {} coordinates", option,
                    text, x.size(), shape.coordinates()));
  return x;
}

SearchBox box_argument(const std::string& option, const std::string& text, std::size_t pairs) {
  const auto wrong = [&](const std::string& why) {
    throw InputError(
        fmt::format("{} \"{}\" {}: it needs a pair lo,hi for each of the {} "
                    "coordinates, like \"-1,1;0,2\"",
                    option, text, why, pairs));
  };
  SearchBox box;
  std::istringstream parts(text);
  for (std::string pair; std::getline(parts, pair, ';');) {
    double lower = 0, upper = 0;
    char comma = 0, more = 0;
    std::istringstream numbers(pair);
    if (!(numbers >> lower >> comma >> upper) || comma != ',' || numbers >> more)
      wrong(fmt::format("has '{}', which is not a pair", pair));
    if (!(lower <= upper)) wrong(fmt::format("has '{}', where lo is above hi", pair));
    box.lower.push_back(lower);
    box.upper.push_back(upper);
  }
  if (box.lower.size() != pairs) wrong(fmt::format("has {} pairs", box.lower.size()));
  return box;
}

std::vector<std::uint64_t> steps_argument(const std::string& option, const std::string& text) {
  std::vector<std::uint64_t> steps;
  for (const double k : numbers_argument(option, text)) {
    if (k < 0 || k > 0x1p53 || k != std::floor(k))
      throw InputError(fmt::format("{} \"{}\": {} is not a step; steps are whole numbers from 0 on",
                                   option, text, k));
    steps.push_back(static_cast<std::uint64_t>(k));
  }
  return steps;
}

const ExperimentSpec& single_experiment(const Manifest& manifest) {
  if (manifest.variants.size() > 1)
    throw InputError(fmt::format(
        "{} sweeps {} combinations, but this command needs a single one: remove the sweep "
        "with --set 'sweep={{}}' and set its keys with --set KEY=VALUE",
        manifest.file.string(), manifest.variants.size()));
  return manifest.variants.front().spec;
}

const LearnerSpec& learner_argument(const std::string& name, const ExperimentSpec& spec,
                                    const std::filesystem::path& manifest) {
  std::vector<std::string> names;
  for (const LearnerSpec& learner : spec.learners) {
    names.push_back(learner.name);
    if (learner.name == name) return learner;
  }
  throw InputError(fmt::format("--learner: no learner '{}' in {}{}", name, manifest.string(),
                               did_you_mean(name, names)));
}

FlowKind flow_kind_argument(const std::string& field, const std::string& learner,
                            const ExperimentSpec& spec, const std::filesystem::path& manifest) {
  using Of = FlowKind::Of;
  constexpr std::array names{std::pair{"simultaneous", Of::simultaneous},
                             std::pair{"stackelberg", Of::stackelberg},
                             std::pair{"reduced", Of::reduced}, std::pair{"learner", Of::learner}};
  std::vector<std::string> known;
  for (const auto& [name, of] : names) {
    known.push_back(name);
    if (field != name) continue;
    if (of != Of::learner) return {of, nullptr};
    if (learner.empty())
      throw InputError("--field learner needs --learner, the name of the learner");
    return {of, &learner_argument(learner, spec, manifest)};
  }
  throw InputError(fmt::format("--field: no field '{}'; the fields are {}{}", field,
                               fmt::join(known, ", "), did_you_mean(field, known)));
}

}  // namespace firstmove::host

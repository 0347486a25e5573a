#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "base/json_text.hpp"
#include "command.hpp"
#include "json.hpp"
#include "point/spectra.hpp"
#include "terminal.hpp"

namespace firstmove::host {
namespace {

struct SpectrumArguments {
  std::filesystem::path manifest;
  std::string at = "start";
  SpectrumOptions options;
  std::vector<std::string> overrides;
  bool json = false;
};

Json to_json(const std::vector<RitzValue>& values) {
  Json all = Json::array();
  for (const RitzValue& r : values) all.push_back({r.value.real(), r.value.imag()});
  return all;
}
Json residuals(const std::vector<RitzValue>& values) {
  Json all = Json::array();
  for (const RitzValue& r : values)
    all.push_back({{"residual", r.residual}, {"converged", r.converged}});
  return all;
}
Json to_json(const SpectrumEnds& ends) {
  return {{"smallest", to_json(ends.smallest)},
          {"largest", to_json(ends.largest)},
          {"converged", ends.converged()},
          {"smallest_residuals", residuals(ends.smallest)},
          {"largest_residuals", residuals(ends.largest)},
          {"products", ends.products}};
}

// Values that have not converged are shown with their residuals.
std::string text(const std::vector<RitzValue>& values) {
  std::vector<std::string> all;
  for (const auto& [value, residual, converged] : values) {
    all.push_back(value.imag() == 0 ? fmt::format("{:.9g}", value.real())
                                    : fmt::format("{:.9g}{:+.9g}i", value.real(), value.imag()));
    if (!converged) all.back() += fmt::format(" +- {:.2g}", residual);
  }
  return fmt::format("{}", fmt::join(all, ", "));
}
void print(const std::string& name, const SpectrumEnds& ends) {
  double largest = 0;
  for (const auto* end : {&ends.smallest, &ends.largest})
    for (const RitzValue& value : *end) largest = std::max(largest, value.residual);
  std::cout << fmt::format("{}\n  from the left   {}\n  from the right  {}\n", name,
                           text(ends.smallest), text(ends.largest));
  if (ends.converged())
    std::cout << fmt::format("  converged, residuals at most {:.2g}, {} products\n", largest,
                             ends.products);
  else
    std::cout << fmt::format(
        "  NOT converged where +- follows a Ritz value: {}; {} products\n",
        ends.symmetric ? "an eigenvalue lies within this distance of it"
                       : "it is an eigenvalue of a matrix within this distance of this one",
        ends.products);
}

void declare_spectrum(CLI::App& command, SpectrumArguments& to) {
  command.add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command.add_option("--at", to.at, "\"x1,x2,...\" or \"start\" (default: start)");
  command.add_option("--count", to.options.count, "number of eigenvalues at each end (default: 3)")
      ->check(CLI::Range(1, 1000));
  command
      .add_option("--tolerance", to.options.tolerance,
                  "relative tolerance of their residuals (default: 1e-8)")
      ->check(CLI::Range(1e-14, 1.0));
  command
      .add_option("--products", to.options.products,
                  "about how many evaluations of the game each spectrum may take (default: 1000)")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
  command
      .add_option("--seconds", to.options.seconds,
                  "about how many seconds each spectrum may take (default: 5)")
      ->check(above_zero());
  command
      .add_option("--eta", to.options.eta,
                  "use D_22 f_2 + eta I in the Schur complement (default: 0)")
      ->check(not_below_zero());
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--json", to.json, "as JSON");
}

// Prints both ends of the spectra at a joint action. Throws InputError.
int spectrum_command(const SpectrumArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const std::vector<double> x = point_argument("--at", arguments.at, spec, shape);
  const GameSpectra found = [&] {
    StatusLine status;
    return game_spectra(spec, x, arguments.options,
                        [&](const std::string& line) { status.show(line); });
  }();
  if (arguments.json) {
    Json document = {{"own", Json::array()},
                     {"J", to_json(found.J)},
                     {"schur", found.schur ? to_json(*found.schur) : Json()},
                     {"eta", arguments.options.eta},
                     {"tolerance", arguments.options.tolerance},
                     {"products", arguments.options.products},
                     {"seconds", arguments.options.seconds}};
    for (const SpectrumEnds& own : found.own) document["own"].push_back(to_json(own));
    if (found.schur)
      document["schur"]["inner_residual"] = found.schur->inner_residual;
    else
      document["why"] = found.without_schur;
    std::cout << json_text(document) << '\n';
    return 0;
  }
  for (std::size_t i = 0; i < found.own.size(); ++i)
    print(fmt::format("own Hessian of player {}", i + 1), found.own[i]);
  print("J", found.J);
  if (found.schur) {
    print("Schur complement of J", *found.schur);
    std::cout << fmt::format("  its inner linear systems solved to a relative residual of {:.2g}\n",
                             found.schur->inner_residual);
  } else {
    std::cout << found.without_schur << '\n';
  }
  return 0;
}

const RegisterCommand register_spectrum(
    {
        .group = CommandGroup::analysis,
        .rank = 30,
        .name = "spectrum",
        .summary = "compute the ends of the spectra of large games from products alone",
    },
    declare_spectrum, spectrum_command);

}  // namespace
}  // namespace firstmove::host

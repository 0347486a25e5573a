#include "spectrum_command.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "arguments.hpp"

namespace firstmove {
namespace {

using json = nlohmann::ordered_json;

json to_json(const std::vector<std::complex<double>>& values) {
  json all = json::array();
  for (const auto& value : values) all.push_back({value.real(), value.imag()});
  return all;
}
json to_json(const SpectrumEnds& ends) {
  return {{"smallest", to_json(ends.smallest)},
          {"largest", to_json(ends.largest)},
          {"converged", ends.converged},
          {"residual", ends.residual},
          {"products", ends.products}};
}

std::string text(const std::vector<std::complex<double>>& values) {
  std::vector<std::string> all;
  for (const auto& value : values)
    all.push_back(value.imag() == 0 ? fmt::format("{:.9g}", value.real())
                                    : fmt::format("{:.9g}{:+.9g}i", value.real(), value.imag()));
  return fmt::format("{}", fmt::join(all, ", "));
}
void print(const std::string& name, const SpectrumEnds& ends) {
  std::cout << fmt::format(
      "{}\n  from the left   {}\n  from the right  {}\n  {}, residual {:.2g}, {} products\n", name,
      text(ends.smallest), text(ends.largest),
      ends.converged ? "converged" : "NOT converged to the tolerance", ends.residual,
      ends.products);
}

}  // namespace

CLI::App* add_spectrum(CLI::App& app, SpectrumArguments& to) {
  CLI::App* command =
      app.add_subcommand("spectrum", "the ends of spectra of large games, from products alone");
  command->add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command->add_option("--at", to.at, "\"x1,x2,...\" or \"start\" (default: start)");
  command->add_option("--count", to.options.count, "eigenvalues at each end (default: 3)")
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--tolerance", to.options.tolerance,
                   "of their residuals, relative (default: 1e-8)")
      ->check(CLI::Range(1e-14, 1.0));
  command
      ->add_option("--eta", to.options.eta, "D_22 f_2 + eta I in the Schur complement (default: 0)")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command->add_flag("--json", to.json, "as JSON");
  return command;
}

int spectrum_command(const SpectrumArguments& arguments,
                     const std::vector<std::filesystem::path>& plugin_path) {
  const Catalog catalog(plugin_folders(plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const GameSpectra found =
      game_spectra(spec, point_argument("--at", arguments.at, spec, shape), arguments.options);
  if (arguments.json) {
    json document = {{"own", json::array()},
                     {"J", to_json(found.J)},
                     {"schur", found.schur ? to_json(*found.schur) : json()},
                     {"eta", arguments.options.eta},
                     {"tolerance", arguments.options.tolerance}};
    for (const SpectrumEnds& own : found.own) document["own"].push_back(to_json(own));
    if (found.schur)
      document["schur"]["inner_residual"] = found.inner_residual;
    else
      document["why"] = found.without_schur;
    std::cout << document.dump() << '\n';
    return 0;
  }
  for (std::size_t i = 0; i < found.own.size(); ++i)
    print(fmt::format("own Hessian of player {}", i + 1), found.own[i]);
  print("J", found.J);
  if (found.schur) {
    print("Schur complement", *found.schur);
    std::cout << fmt::format("  systems within it solved to {:.2g}\n", found.inner_residual);
  } else {
    std::cout << found.without_schur << '\n';
  }
  return 0;
}

}  // namespace firstmove

#include "manifest_game.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "compile/compiler.hpp"
#include "formula/formula_game.hpp"

namespace firstmove {
namespace {

namespace fs = std::filesystem;

// The one game of a library that was made for it.
Plugin only_game(const fs::path& file) {
  const fm_library& library = load_library(file);
  const fm_descriptor* found = nullptr;
  for (std::uint32_t i = 0; i < library.count; ++i) {
    const fm_descriptor* descriptor = library.descriptors[i];
    if (descriptor->kind != FM_KIND_GAME) continue;
    if (found)
      throw PluginError(fmt::format("it holds the games '{}' and '{}'; give them a source each",
                                    found->id, descriptor->id));
    found = descriptor;
  }
  if (!found)
    throw PluginError(fmt::format("it holds the {} '{}', and no game",
                                  kind_name(library.descriptors[0]->kind),
                                  library.descriptors[0]->id));
  return {file, &library, found};
}

// A path in a manifest starts at the manifest's folder; one in --set, where the command is called.
fs::path beside(const toml::node& node, const fs::path& file) {
  const auto& manifest = node.source().path;
  const bool in_file = manifest && !manifest->starts_with("--set");
  return in_file ? fs::path(*manifest).parent_path() / file : file;
}

// What is named relative to the manifest is kept at the same place beside the results' manifest.
GameSpec compiled_game(const toml::node& node, const fs::path& named) {
  const bool above = std::find(named.begin(), named.end(), "..") != named.end();
  if (above)
    throw InputError(
        fmt::format("the source '{}' must stand beside the manifest or below it", named.string()));
  const fs::path file = beside(node, named);
  const Compiled made = compile_file(file);
  GameSpec game{only_game(made.library), {}, {}, {}};
  if (named.is_absolute()) return game;
  const fs::path folder = fs::canonical(file).parent_path();
  for (const fs::path& source : made.sources) {
    const fs::path inside = source.lexically_relative(folder);
    if (!inside.empty() && *inside.begin() != "..")
      game.sources.push_back({source, named.parent_path() / inside});
  }
  return game;
}

}  // namespace

std::optional<GameSpec> read_game_plugin(TableReader& in, const Catalog& catalog) {
  const toml::node* const plugin = in.find("plugin");
  const toml::node* const source = in.find("source");
  const bool formulas = in.raw().contains("cost") || in.raw().contains("players");
  if ((plugin != nullptr) + (source != nullptr) + formulas != 1) {
    in.mistake(fmt::format("[game] {} one of 'plugin', a name; 'source', a file; 'cost', formulas",
                           plugin || source || formulas ? "is only" : "needs"));
    if (formulas) read_formula_game(in);
    return std::nullopt;
  }
  const toml::node& place = plugin ? *plugin : source ? *source : in.raw();
  try {
    if (formulas) {
      const auto game = read_formula_game(in);
      if (!game) return std::nullopt;
      return GameSpec{only_game(compile_text(game->id, game->code).library), {}, {}, {}};
    }
    const auto name = in.text(plugin ? plugin : source);
    if (!name) return std::nullopt;
    if (source) return compiled_game(*source, *name);
    return GameSpec{catalog.find(FM_KIND_GAME, *name), {}, {}, {}};
  } catch (const PluginError& error) {
    in.mistake(place, error.what());
  } catch (const InputError& error) {
    in.mistake(place, error.mistakes().front().what);
  }
  return std::nullopt;
}

}  // namespace firstmove

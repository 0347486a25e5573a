#include "manifest/read_game_plugin.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "base/text_file.hpp"
#include "compile/compiler.hpp"
#include "formula/formula_plugin.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// The only game of a library that was compiled for it.
Plugin only_game(const fs::path& file, double limit) {
  const fm_library& library = load_library(file, limit);
  const fm_descriptor* found = nullptr;
  for (std::uint32_t i = 0; i < library.count; ++i) {
    const fm_descriptor* descriptor = library.descriptors[i];
    if (descriptor->kind != FM_KIND_GAME) continue;
    if (found)
      throw PluginError(
          fmt::format("it contains the games '{}' and '{}'; give each a source file of its own",
                      found->id, descriptor->id));
    found = descriptor;
  }
  if (!found)
    throw PluginError(fmt::format("it contains the {} '{}', but no game",
                                  kind_name(library.descriptors[0]->kind),
                                  library.descriptors[0]->id));
  return {file, &library, found};
}

// A path in a manifest is relative to the manifest's folder; in --set, to the current folder.
fs::path beside(const toml::node& node, const fs::path& file) {
  const auto& manifest = node.source().path;
  const bool in_file = manifest && !manifest->starts_with("--set");
  return in_file ? fs::path(*manifest).parent_path() / file : file;
}

// A game in Python is a parameter of the plugin that plays it.
GameSpec python_game(const fs::path& file, const fs::path& named, const Catalog& catalog,
                     double limit, toml::table& params) {
  params.insert("code", read_text(file));
  params.insert("file", named.filename().string());
  GameSpec game{catalog.find(FM_KIND_GAME, "python", limit), {}, {}};
  game.sources = {{file, named}};
  game.from_source = {"code", "file"};
  return game;
}

// A source with a relative path is kept at the same path beside the results' manifest.
GameSpec game_of_source(const toml::node& node, const fs::path& named, const Catalog& catalog,
                        double limit, toml::table& params) {
  if (std::find(named.begin(), named.end(), "..") != named.end())
    throw InputError(fmt::format(
        "the source '{}' must be beside the manifest or in a folder below it", named.string()));
  const fs::path file = beside(node, named);
  if (named.extension() == ".py") return python_game(file, named, catalog, limit, params);
  const Compiled made = compile_file(file);
  GameSpec game{only_game(made.library, limit), {}, {}};
  game.source = file;
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

std::optional<GameSpec> read_game_plugin(TableReader& in, const Catalog& catalog, double limit,
                                         toml::table& params) {
  const toml::node* const plugin = in.find("plugin");
  const toml::node* const source = in.find("source");
  const bool formulas = in.raw().contains("cost") || in.raw().contains("players");
  if ((plugin != nullptr) + (source != nullptr) + formulas != 1) {
    in.mistake(
        "[game] needs exactly one of 'plugin' (a name), 'source' (a file) and 'cost' (formulas)");
    if (formulas) read_formula_game(in);
    return std::nullopt;
  }
  const toml::node& place = plugin ? *plugin : source ? *source : in.raw();
  try {
    if (formulas) {
      const auto game = read_formula_game(in);
      if (!game) return std::nullopt;
      const FormulaPlugin made = formula_plugin(*game);
      GameSpec spec{{{}, nullptr, made.descriptor, made.sha256}, {}, {}};
      spec.from_source = {formula_text};
      return spec;
    }
    const auto name = in.text(plugin ? plugin : source);
    if (!name) return std::nullopt;
    if (source) return game_of_source(*source, *name, catalog, limit, params);
    return GameSpec{catalog.find(FM_KIND_GAME, *name, limit), {}, {}};
  } catch (const BrokenLibrary& broken) {
    const std::string id = broken.file.stem().string();
    GameSpec game{absent_plugin(FM_KIND_GAME, id, broken.file), {}, {}};
    game.refusal = broken.what();
    return game;
  } catch (const PluginError& error) {
    in.mistake(place, error.what());
  } catch (const InputError& error) {
    in.mistake(place, error.mistakes().front().what);
  }
  return std::nullopt;
}

}  // namespace firstmove::engine

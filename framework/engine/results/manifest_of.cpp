#include "results/manifest_of.hpp"

#include <spdlog/fmt/fmt.h>

#include "base/diagnostics.hpp"
#include "plugin/catalog.hpp"
#include "results/unreadable.hpp"

namespace firstmove::engine {
namespace {

[[noreturn]] void cannot_be_read(const Results& results, const std::exception& error) {
  throw UnreadableResults(fmt::format(
      "the manifest of the results in {} cannot be read again: {}; the results keep its "
      "text in the column 'resolved' of the table 'experiment'",
      results.folder().string(), error.what()));
}

}  // namespace

Manifest manifest_of(const Results& results, const Catalog& catalog) {
  try {
    return read_manifest(results.manifest(), {}, catalog);
  } catch (const InputError& error) {
    cannot_be_read(results, error);
  } catch (const PluginError& error) {
    cannot_be_read(results, error);
  }
}

}  // namespace firstmove::engine

#include <iostream>

#include "command.hpp"
#include "manifest/manifest.hpp"
#include "plugin/catalog.hpp"

namespace firstmove::host {
namespace {

struct SchemaArguments {};

void declare_schema(CLI::App&, SchemaArguments&) {}

int schema_command(const SchemaArguments&, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path));
  std::cout << manifest_schema(catalog) << '\n';
  return 0;
}

const RegisterCommand register_schema(
    {
        .group = CommandGroup::plugins,
        .rank = 40,
        .name = "schema",
        .summary = "print a JSON Schema of manifests, for editors",
    },
    declare_schema, schema_command);

}  // namespace
}  // namespace firstmove::host

// The reference page of all learners, docs/learners.md, out of what the plugins say of themselves.
#pragma once

#include <string>

#include "engine_names.hpp"
#include "plugin/catalog.hpp"

namespace firstmove::host {

// Markdown: one table of all rules, then a section each with its parameters.
std::string learners_page(const Catalog& catalog);

}  // namespace firstmove::host

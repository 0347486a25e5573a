// The reference page of all learners, docs/learners.md, generated from the plugins' descriptions.
#pragma once

#include <string>

#include "engine_names.hpp"
#include "plugin/catalog.hpp"

namespace firstmove::host {

// Markdown: a table of all rules, then a section for each rule with its parameters.
std::string learners_page(const Catalog& catalog);

}  // namespace firstmove::host

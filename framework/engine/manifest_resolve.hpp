// A manifest with every default written out.
#pragma once

#include <toml++/toml.h>

#include <string>

#include "manifest.hpp"

namespace firstmove {

// TOML that reads as `spec` again, with the sweep (or none) that it is the base of.
std::string resolved_text(const ExperimentSpec& spec, const toml::table* sweep);

}  // namespace firstmove

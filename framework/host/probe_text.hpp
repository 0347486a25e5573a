// What a probe found, for programs and for people.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "probe.hpp"

namespace firstmove {

nlohmann::ordered_json probe_json(const Probe& probe);
// "class", then a line each verdict with the number that decides it.
std::string verdicts_text(const std::vector<Verdict>& verdicts, const std::string& indent);

}  // namespace firstmove

// The plan of an experiment: the runs of every learner of every variant, and estimates of the total
// time and size.
#pragma once

#include <filesystem>
#include <string>

#include "engine_names.hpp"
#include "experiment/estimate.hpp"

namespace firstmove::host {

struct Plan {
  const Manifest& manifest;
  Estimate estimate;
  unsigned jobs;
  std::filesystem::path out;
};
std::string plan_text(const Plan& plan);
std::string plan_json(const Plan& plan);

}  // namespace firstmove::host

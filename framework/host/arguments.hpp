// Arguments of the analysis commands: joint actions, boxes, steps, and learners by name.
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/critical_points.hpp"
#include "analysis/flow.hpp"
#include "engine_names.hpp"
#include "game/game.hpp"
#include "manifest/manifest.hpp"

namespace firstmove::host {

// Validators of an option whose value is a finite number.
CLI::Validator above_zero();
CLI::Validator not_below_zero();
// Of a folder that the command creates: its names are short enough.
CLI::Validator possible_folder();

// "x1,x2,..", or "start": the start of the manifest's first replicate. This and the
// functions below throw InputError, which names the option.
std::vector<double> point_argument(const std::string& option, const std::string& text,
                                   const ExperimentSpec& spec, const Shape& shape);

// "lo,hi;lo,hi;..", `pairs` of them.
SearchBox box_argument(const std::string& option, const std::string& text, std::size_t pairs);

// "a,b,..", finite numbers.
std::vector<double> numbers_argument(const std::string& option, const std::string& text);

// "k,k,..", whole numbers from 0 on.
std::vector<std::uint64_t> steps_argument(const std::string& option, const std::string& text);

// The experiment of a manifest. Throws InputError if a sweep makes several.
const ExperimentSpec& single_experiment(const Manifest& manifest);

const LearnerSpec& learner_argument(const std::string& name, const ExperimentSpec& spec,
                                    const std::filesystem::path& manifest);

// The vector field that --field names; "learner" is the field of the learner that --learner names.
FlowKind flow_kind_argument(const std::string& field, const std::string& learner,
                            const ExperimentSpec& spec, const std::filesystem::path& manifest);

}  // namespace firstmove::host

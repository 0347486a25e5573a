// The results of a probe as JSON and as text.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "analysis/direction_field.hpp"
#include "engine_names.hpp"
#include "point/probe.hpp"

namespace firstmove::host {

nlohmann::ordered_json probe_json(const Probe& probe);
// The same with a learner's directions, their Jacobian, how it was computed, and its spectrum.
nlohmann::ordered_json probe_json(const Probe& probe, const LearnerField& field);
nlohmann::ordered_json matrix_json(const Eigen::VectorXd& v);
nlohmann::ordered_json matrix_json(const Eigen::MatrixXd& m);  // by rows
nlohmann::ordered_json spectrum_json(const Eigen::MatrixXd& m);
// Whether a verdict holds; null while it is open.
nlohmann::ordered_json holds_json(const Verdict& verdict);
std::string answer(const Verdict& verdict);  // "yes", "no" or "open"
// "class" and "decides".
nlohmann::ordered_json verdicts_json(const std::vector<Verdict>& verdicts);
// The number that decides a verdict, and the bound that it must satisfy; with the reason if it is
// open.
nlohmann::ordered_json decided_by_json(const Verdict& verdict);
std::string decided_by(const Verdict& verdict);
// "class", then a line for each verdict with the number that decides it.
std::string verdicts_text(const std::vector<Verdict>& verdicts, const std::string& indent);

}  // namespace firstmove::host

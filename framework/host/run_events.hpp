// The progress of an experiment as JSON lines on standard output, for programs that follow it.
#pragma once

#include "engine_names.hpp"
#include "experiment/experiment.hpp"

namespace firstmove::host {

// Makes the experiment write a line when it begins and when each run ends:
//   {"event":"begin","folder":..,"runs":n,"there":n,"reused":n}
//   {"event":"run","id":..,"variant":..,"learner":..,"replicate":..,"outcome":..,"reason":..,
//    "end_class":..,"end_class_reason":..,"steps":..,"products":..,"seconds":..,"cost":[..]}
void report_in_json_lines(RunOptions& options);
// {"event":"end","folder":..,"runs":n,"interrupted":b,"outcomes":{"converged":n,..},
//  "end_classes":{"differential Nash":n,..}}
void report_end(const RunOutcome& outcome);

}  // namespace firstmove::host

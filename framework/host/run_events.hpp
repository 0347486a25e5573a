// An experiment under way as JSON lines on standard output, for programs that follow it.
#pragma once

#include "engine_names.hpp"
#include "experiment/experiment.hpp"

namespace firstmove::host {

// Has the experiment tell of its beginning and of each run as it ends:
//   {"event":"begin","folder":..,"runs":n,"there":n,"reused":n}
//   {"event":"run","id":..,"variant":..,"learner":..,"replicate":..,"outcome":..,"reason":..,
//    "steps":..,"products":..,"seconds":..,"cost":[..]}
void tell_in_json_lines(RunOptions& options);
// {"event":"end","folder":..,"runs":n,"interrupted":b,"outcomes":{"converged":n,..}}
void tell_end(const RunOutcome& outcome);

}  // namespace firstmove::host

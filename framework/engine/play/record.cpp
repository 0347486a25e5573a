#include "play/record.hpp"

namespace firstmove::engine {

const char* status_name(RunStatus status) {
  switch (status) {
    case RunStatus::finished:
      return "finished";
    case RunStatus::stopped:
      return "stopped";
    case RunStatus::skipped:
      return "skipped";
    default:
      return "failed";
  }
}

}  // namespace firstmove::engine

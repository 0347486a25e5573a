// What signals do in a worker (supervisor.hpp).
#pragma once

#include <signal.h>

namespace firstmove::engine {

// A signal that means a crash is noted on the card of its thread and then ends the process, as it
// would without this. So does SIGINT, SIGTERM or SIGHUP of a plugin; from elsewhere they are
// ignored, because the supervisor gets them, too.
void note_deadly_signals();
// While it lives, this thread takes SIGINT, SIGTERM and SIGHUP, or it does not. If only threads in
// a task take them, one that a plugin sends to its process ends it during the call.
class TakeSignals {
 public:
  explicit TakeSignals(bool take);
  ~TakeSignals();
  TakeSignals(const TakeSignals&) = delete;
  TakeSignals& operator=(const TakeSignals&) = delete;

 private:
  sigset_t before_;
};

// All signals have their default actions again.
void forget_signals();

}  // namespace firstmove::engine

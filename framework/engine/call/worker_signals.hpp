// What signals do in a worker (supervisor.hpp).
#pragma once

namespace firstmove::engine {

// A signal that means a crash is noted on the card of its thread and then ends the process, as it
// would without this. So does SIGINT, SIGTERM or SIGHUP of a plugin; from elsewhere they are
// ignored, because the supervisor gets them, too.
void note_deadly_signals();
// All signals have their default actions again.
void forget_signals();

}  // namespace firstmove::engine

#pragma once

namespace firstmove::engine {

// Seconds that one call of a plugin may take unless a manifest says otherwise (budget.call).
inline constexpr double default_call_limit = 600;

}  // namespace firstmove::engine

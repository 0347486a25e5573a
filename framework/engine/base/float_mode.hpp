// The floating-point mode that all results depend on. The host detects plugins that change it.
#pragma once

#include <cfenv>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace firstmove::engine {

// Round to nearest, no flushing of subnormal numbers to zero.
inline bool float_mode_is_default() {
#if defined(__SSE2__)
  constexpr unsigned rounding_flush_and_denormals = 0x6000u | 0x8000u | 0x0040u;
  return (_mm_getcsr() & rounding_flush_and_denormals) == 0;
#else
  return std::fegetround() == FE_TONEAREST;
#endif
}

inline void restore_float_mode() { std::fesetenv(FE_DFL_ENV); }

}  // namespace firstmove::engine

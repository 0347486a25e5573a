// The instruction sets that the kernels are compiled for: x86-64-v2, AVX2 and AVX-512. Include it
// before all of Highway.
#pragma once

// Instructions that the kernels do not use decide nothing.
#define HWY_DISABLE_PCLMUL_AES
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)

/* Stores the build flags of a library in its section ".firstmove.flags", which firstmove reads and
 * records in its results: FIRSTMOVE_FLAGS, a string, and the instruction sets that the compiler may
 * use, which "-march=native" alone does not show. For C and C++; include it in one source file of a
 * library. firstmove_add_plugin does this automatically; otherwise compile with
 * -DFIRSTMOVE_FLAGS='"-O2"' -include firstmove/flags.h. Do not put paths of the machine into the
 * string: the same sources must give the same file on every machine. */
#ifndef FIRSTMOVE_FLAGS_H
#define FIRSTMOVE_FLAGS_H

#ifndef FIRSTMOVE_FLAGS
#define FIRSTMOVE_FLAGS ""
#endif

__attribute__((used, section(".firstmove.flags"))) static const char firstmove_flags[] =
    FIRSTMOVE_FLAGS
    " ("
#if defined(__AVX512F__)
    "AVX-512, "
#endif
#if defined(__AVX2__)
    "AVX2, "
#elif defined(__AVX__)
    "AVX, "
#elif defined(__SSE4_2__)
    "SSE4.2, "
#elif defined(__SSE2__)
    "SSE2, "
#elif defined(__ARM_NEON)
    "NEON, "
#endif
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
    "FMA"
#else
    "no FMA"
#endif
#if defined(__FAST_MATH__)
    ", inexact mathematics"
#endif
    ")";

#endif /* FIRSTMOVE_FLAGS_H */

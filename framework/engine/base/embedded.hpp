// Embeds files into the program unchanged, with the assembler: even 1.5 MB take no noticeable time
// to compile. FIRSTMOVE_ASSET(name, "path") at global scope, then FIRSTMOVE_ASSET_TEXT(name) is its
// text.
#pragma once

#include <string_view>

#define FIRSTMOVE_ASSET(name, path)                                                         \
  asm(".pushsection .rodata\n.hidden firstmove_" #name "\n.global firstmove_" #name         \
      "\nfirstmove_" #name ":\n.incbin \"" path "\"\n.hidden firstmove_" #name              \
      "_end\n"                                                                              \
      ".global firstmove_" #name "_end\nfirstmove_" #name "_end:\n.byte 0\n.popsection\n"); \
  extern "C" __attribute__((visibility("hidden"))) const char firstmove_##name[],           \
      firstmove_##name##_end[]

#define FIRSTMOVE_ASSET_TEXT(name)                                                        \
  std::string_view {                                                                      \
    firstmove_##name, static_cast<std::size_t>(firstmove_##name##_end - firstmove_##name) \
  }

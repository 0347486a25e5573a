// Text that comes from outside: from plugins, other programs, files and their names. It may hold
// any bytes and be of any length, and it goes into terminals, databases, JSON and pages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace firstmove::engine {

inline constexpr std::size_t longest_text = std::size_t{16} << 10;  // bytes of a text for people
inline constexpr std::size_t longest_name = 255;                    // bytes of a name that is a key

// The control characters that clean_text keeps.
enum class KeptControls {
  nothing,  // for one line
  blanks,   // newline and tab
  colours,  // these, and the escape sequences that set colours
  drawing   // these, and what progress in a terminal needs: carriage return, erase a line, move up
};

// Valid UTF-8 that every reader accepts: U+FFFD for each ill-formed sequence, and each control
// character that is not kept as "\x1b" or "\u0085". After `most` bytes the text ends with a note of
// how many bytes were left out.
std::string clean_text(std::string_view text, std::size_t most = longest_text,
                       KeptControls kept = KeptControls::blanks);

// Only replaces the ill-formed sequences.
std::string valid_utf8(std::string_view text);

// Why a text is altered by clean_text: "is not valid UTF-8 (byte 3)", "holds the control character
// \x1b (byte 3)", "has 70000 bytes; 16384 are allowed"; "" if it is not.
std::string fault_of_text(std::string_view text, std::size_t most = longest_text);

// Why a text cannot be a name, which is a key in results: the same, or "is empty". Names hold no
// newlines and tabs.
std::string fault_of_name(std::string_view name);

}  // namespace firstmove::engine

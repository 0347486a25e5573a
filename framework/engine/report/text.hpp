// Texts and numbers as figures and pages write them.
#pragma once

#include <string>
#include <string_view>

namespace firstmove::engine {

// For XML and HTML, between tags and in attributes; control characters, which XML has none of, go.
std::string escaped(std::string_view text);

// A length in pixels: at most two decimals, no zeros at the end.
std::string pixels(double length);

// `digits` significant digits, with a true minus. "" if not a number.
std::string short_number(double value, int digits);

// For columns and tables whose numbers share their decimals: `digits` of them significant in the
// largest, whose absolute value is given. A dash if not a number.
std::string aligned_number(double value, double largest, int digits);

// An upper estimate of a text's width in a common sans-serif, whichever the reader's machine has.
double text_width(std::string_view text, double size);

// The text, or as much of it as fits, with an ellipsis.
std::string fitted(std::string_view text, double size, double width);

}  // namespace firstmove::engine

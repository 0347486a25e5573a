// Formats texts and numbers for figures and pages.
#pragma once

#include <string>
#include <string_view>

namespace firstmove::engine {

// Escapes a text for XML and HTML, between tags and in attributes. Control characters, which XML
// does not allow, are shown as by clean_text, and ill-formed UTF-8 is replaced.
std::string escaped(std::string_view text);

// A length in pixels: at most two decimals, no zeros at the end.
std::string pixels(double length);

// `digits` significant digits, with a true minus sign; "∞", "−∞", or a dash for NaN.
std::string short_number(double value, int digits);

// For columns whose numbers have the same number of decimals: the largest, whose absolute value is
// given, has `digits` significant digits. Not finite: as short_number.
std::string aligned_number(double value, double largest, int digits);

// An upper estimate of the width of a text in any common sans-serif font.
double text_width(std::string_view text, double size);

// The text, shortened with an ellipsis if it does not fit.
std::string fitted(std::string_view text, double size, double width);

}  // namespace firstmove::engine

#include "report/text.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "base/clean_text.hpp"

namespace firstmove::engine {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// In units of the font size, from DejaVu Sans, the widest of the common fonts.
double advance(char c) {
  if (std::string_view("ijlI.,:;'|!").find(c) != std::string_view::npos) return 0.32;
  if (std::string_view(" ftr()[]/-\"").find(c) != std::string_view::npos) return 0.4;
  if (std::string_view("mwMW%@").find(c) != std::string_view::npos) return 0.95;
  return c >= 'A' && c <= 'Z' ? 0.71 : 0.62;
}

std::string with_minus(std::string number) {
  for (std::size_t at = 0; (at = number.find('-', at)) != std::string::npos;)
    number.replace(at, 1, "\u2212");
  return number;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : clean_text(text, text.max_size())) switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  return result;
}

std::string pixels(double length) {
  const double rounded = std::round(length * 100) / 100;
  return rounded == 0 ? "0" : fmt::format("{:.7g}", rounded);
}

std::string short_number(double value, int digits) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value < 0 ? "−∞" : "∞";
  std::string text = fmt::format("{:.{}g}", value, digits);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return with_minus(text);
  const int exponent = std::stoi(text.substr(e + 1));
  return with_minus(fmt::format("{}e{}", text.substr(0, e), exponent));
}

std::string aligned_number(double value, double largest, int digits) {
  if (!std::isfinite(value) || !(largest >= 1e-2 && largest < 1e5))
    return short_number(value, digits);
  const int whole = static_cast<int>(std::floor(std::log10(largest))) + 1;
  const int decimals = std::max(0, digits - whole);
  if (std::abs(value) < 0.5 * std::pow(10, -decimals)) value = 0;  // no minus before zeros
  return with_minus(fmt::format("{:.{}f}", value, decimals));
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for (const char c : text)
    if (!continues(c)) width += advance(c);
  return width * size;
}

std::string fitted(std::string_view text, double size, double width) {
  if (text_width(text, size) <= width) return std::string(text);
  std::size_t end = text.size();
  while (end > 0 && (continues(text[end == text.size() ? end - 1 : end]) ||
                     text_width(text.substr(0, end), size) + size > width))
    --end;
  return std::string(text.substr(0, end)) + "\u2026";
}

}  // namespace firstmove::engine

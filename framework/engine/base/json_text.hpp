// JSON documents as text. Every document of this program is written by json_text: dump() by itself
// throws if a text, such as the name of a file, is not valid UTF-8.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace firstmove::engine {

// `indent`: -1 for one line, else the blanks of a level. Ill-formed UTF-8 becomes U+FFFD. Control
// characters are escaped, also those that JSON would allow: DEL and U+0080 to U+009F.
template <class Json>
std::string json_text(const Json& document, int indent = -1) {
  const std::string text = document.dump(indent, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte == 0x7f) {
      safe += "\\u007f";
    } else if (byte == 0xc2 && next < 0xa0) {
      constexpr char digits[] = "0123456789abcdef";
      safe += std::string("\\u00") + digits[next >> 4] + digits[next & 15];
      ++i;
    } else {
      safe += text[i];
    }
  }
  return safe;
}

}  // namespace firstmove::engine

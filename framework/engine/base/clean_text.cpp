#include "base/clean_text.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdint>

namespace firstmove::engine {
namespace {

constexpr std::string_view replacement = "\uFFFD";

// The character at the beginning of a text, or the part of an ill-formed sequence that one
// replacement character stands for.
struct Piece {
  std::size_t length;
  bool well_formed;
  std::uint32_t code = 0;
};

// The bytes that may follow the first one: how many, and the range of the first of them. Source:
// The Unicode Standard 15.0, section 3.9, table 3-7.
struct Following {
  std::size_t count;
  unsigned char least = 0x80, most = 0xbf;
};
constexpr Following following(unsigned char first) {
  if (first >= 0xc2 && first <= 0xdf) return {1};
  if (first == 0xe0) return {2, 0xa0};
  if (first == 0xed) return {2, 0x80, 0x9f};
  if (first >= 0xe1 && first <= 0xef) return {2};
  if (first == 0xf0) return {3, 0x90};
  if (first >= 0xf1 && first <= 0xf3) return {3};
  if (first == 0xf4) return {3, 0x80, 0x8f};
  return {0};
}

// An ill-formed sequence is replaced by maximal subparts (the same section, U+FFFD substitution).
Piece first_piece(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {1, true, byte(0)};
  const Following next = following(byte(0));
  if (next.count == 0) return {1, false};
  std::uint32_t code = byte(0) & (0x3fu >> next.count);
  for (std::size_t i = 1; i <= next.count; ++i) {
    const unsigned char least = i == 1 ? next.least : 0x80, most = i == 1 ? next.most : 0xbf;
    if (i == text.size() || byte(i) < least || byte(i) > most) return {i, false};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  return {next.count + 1, true, code};
}

bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }
bool is_blank(std::uint32_t code) { return code == '\n' || code == '\t'; }

std::string shown(std::uint32_t control) {
  return control < 0x80 ? fmt::format("\\x{:02x}", control) : fmt::format("\\u{:04x}", control);
}

// The length of what is kept at the beginning of a text that begins with a control character: the
// character or its escape sequence, which ends in m (colours), K (erase in line) or A (cursor up).
std::size_t kept_length(std::string_view text, KeptControls kept) {
  if (is_blank(static_cast<unsigned char>(text[0]))) return kept == KeptControls::nothing ? 0 : 1;
  if (kept < KeptControls::colours) return 0;
  if (text[0] == '\r') return kept == KeptControls::drawing ? 1 : 0;
  if (!text.starts_with("\033[")) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  if (end == std::string_view::npos) return 0;
  const std::string_view ends = kept == KeptControls::drawing ? "mKA" : "m";
  return ends.find(text[end]) == std::string_view::npos ? 0 : end + 1;
}

std::string fault_of(std::string_view text, std::size_t most, bool blanks) {
  if (text.size() > most) return fmt::format("has {} bytes; {} are allowed", text.size(), most);
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = first_piece(text.substr(at));
    if (!piece.well_formed) return fmt::format("is not valid UTF-8 (byte {})", at + 1);
    if (is_control(piece.code) && !(blanks && is_blank(piece.code)))
      return fmt::format("holds the control character {} (byte {})", shown(piece.code), at + 1);
    at += piece.length;
  }
  return "";
}

}  // namespace

std::string clean_text(std::string_view text, std::size_t most, KeptControls kept) {
  std::string clean;
  clean.reserve(std::min(text.size(), most));
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const Piece piece = first_piece(rest);
    std::size_t length = piece.length;
    std::string visible;
    if (!piece.well_formed) {
      visible = replacement;
    } else if (is_control(piece.code)) {
      if (const std::size_t whole = kept_length(rest, kept); whole > 0)
        length = whole;
      else
        visible = shown(piece.code);
    }
    const std::string_view next = visible.empty() ? rest.substr(0, length) : visible;
    if (clean.size() + next.size() > most)
      return clean + fmt::format(" [{} more bytes left out]", text.size() - at);
    clean += next;
    at += length;
  }
  return clean;
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = first_piece(text.substr(at));
    valid += piece.well_formed ? text.substr(at, piece.length) : replacement;
    at += piece.length;
  }
  return valid;
}

std::string fault_of_text(std::string_view text, std::size_t most) {
  return fault_of(text, most, true);
}

std::string fault_of_name(std::string_view name) {
  return name.empty() ? "is empty" : fault_of(name, longest_name, false);
}

}  // namespace firstmove::engine

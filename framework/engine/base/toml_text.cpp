#include "base/toml_text.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace firstmove::engine {
namespace {

// Walks over TOML and counts levels, without understanding more of it than strings, comments,
// brackets and the dots of keys. The dots of numbers count, too: there are never many in a row.
class Levels {
 public:
  explicit Levels(std::string_view text) : text_(text) {}

  // The position of the first character that is too deep; npos if there is none.
  std::size_t too_deep() {
    for (; at_ < text_.size(); ++at_) {
      step();
      if (header_ + inside_ + dots_ > most_levels) return at_;
    }
    return std::string_view::npos;
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r') return;
    const bool first = std::exchange(line_begins_, false);
    switch (c) {
      case '"':
      case '\'':
        return skip_string();
      case '#':
        at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
        return;
      case '\n':
        if (std::exchange(in_header_, false)) header_ = dots_ + 1;
        line_begins_ = open_.empty();
        dots_ = 0;
        return;
      case '[':
      case '{':
        if (first) {  // [a.b.c]: the levels of all keys up to the next such line
          in_header_ = true;
          header_ = 0;
        } else if (!in_header_) {
          open_.push_back(dots_ + 1);
          inside_ += dots_ + 1;
          dots_ = 0;
        }
        return;
      case ']':
      case '}':
        if (in_header_) return;
        if (!open_.empty()) {
          inside_ -= open_.back();
          open_.pop_back();
        }
        dots_ = 0;
        return;
      case '.':
        ++dots_;
        return;
      case ',':
        dots_ = 0;
        return;
      default:
        return;
    }
  }

  void skip_string() {
    const std::string_view quote = text_.substr(at_, 1);
    const bool escapes = quote == "\"";
    const std::string three = fmt::format("{0}{0}{0}", quote);
    const bool lines = text_.substr(at_, 3) == three;
    const std::string_view end = lines ? std::string_view(three) : quote;
    for (at_ += end.size(); at_ < text_.size(); ++at_) {
      if (escapes && text_[at_] == '\\') {
        ++at_;
      } else if (text_.substr(at_, end.size()) == end) {
        at_ += end.size() - 1;
        return;
      } else if (!lines && text_[at_] == '\n') {
        --at_;  // the parser reports the string that does not end
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t header_ = 0, inside_ = 0, dots_ = 0;  // levels: of [a.b], of brackets, of this key
  std::vector<std::size_t> open_;                   // levels of each open bracket
  bool line_begins_ = true, in_header_ = false;
};

toml::source_region place(std::string_view text, std::size_t at, const std::string& file) {
  const std::string_view before = text.substr(0, at);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 if there is none: npos + 1
  toml::source_region region;
  region.begin = {static_cast<toml::source_index>(lines + 1),
                  static_cast<toml::source_index>(at - line_begin + 1)};
  region.end = region.begin;
  region.path = std::make_shared<const std::string>(file);
  return region;
}

}  // namespace

toml::table parse_toml(std::string_view text, const std::string& file) {
  if (const std::size_t at = Levels(text).too_deep(); at != std::string_view::npos)
    throw toml::parse_error(
        fmt::format("keys and lists are nested more than {} levels deep here", most_levels).c_str(),
        place(text, at, file));
  return toml::parse(text, file);
}

}  // namespace firstmove::engine

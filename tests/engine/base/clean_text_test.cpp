#include "base/clean_text.hpp"

#include <doctest/doctest.h>

#include "base/json_text.hpp"

using namespace firstmove;
using namespace firstmove::engine;

namespace {

const std::string one = "\uFFFD";

}  // namespace

TEST_CASE("good text stays as it is") {
  for (const std::string text : {"", "x", "f_i\n\tx'Ay", "D\u00e9j\u00e0 vu \u2212 \u65e5\u672c",
                                 "\U0001F600\U0010FFFF", "\uD7FF\uE000"}) {
    CHECK(clean_text(text) == text);
    CHECK(valid_utf8(text) == text);
    CHECK(fault_of_text(text) == "");
  }
}

// The Unicode Standard 15.0, section 3.9, tables 3-8 to 3-11.
TEST_CASE("each maximal part of an ill-formed sequence becomes one replacement character") {
  const std::string f = one;
  const std::pair<std::string, std::string> examples[] = {
      {"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", f + f + f + f + f + f + f + f + "A"},
      {"\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", f + f + f + f + f + f + f + f + "A"},
      {"\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", f + f + f + f + f + "A" + f + f + "B"},
      {"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", f + f + f + f + "A"},
      {"\xe2\x82", f},
      {"\xe9t\xe9", f + "t" + f}};  // Latin-1
  for (const auto& [text, expected] : examples) {
    CAPTURE(expected);
    CHECK(valid_utf8(text) == expected);
    CHECK(clean_text(text) == expected);
    CHECK(fault_of_text(expected) == "");
  }
}

TEST_CASE("control characters are shown, except those that are kept") {
  const std::string text("a\0b\r\x1b[2J\x7f\xc2\x85\n\t", 13);
  CHECK(clean_text(text) == "a\\x00b\\x0d\\x1b[2J\\x7f\\u0085\n\t");
  CHECK(clean_text("a\n\tb", longest_text, KeptControls::nothing) == "a\\x0a\\x09b");
  const std::string drawn = "\033[1;31mred\033[0m\r\033[K\033[2A";
  CHECK(clean_text(drawn, longest_text, KeptControls::drawing) == drawn);
  CHECK(clean_text(drawn, longest_text, KeptControls::colours) ==
        "\033[1;31mred\033[0m\\x0d\\x1b[K\\x1b[2A");
  CHECK(clean_text("\033[2J\033]0;title\a\033[1", longest_text, KeptControls::drawing) ==
        "\\x1b[2J\\x1b]0;title\\x07\\x1b[1");
}

TEST_CASE("long text is cut between characters, with a note of what is missing") {
  CHECK(clean_text("abcdef", 6) == "abcdef");
  CHECK(clean_text("abcdefg", 6) == "abcdef [1 more bytes left out]");
  CHECK(clean_text("abcd\u00e9\u00e9f", 5) == "abcd [5 more bytes left out]");
  const std::string cut = clean_text(std::string(10'000'000, 'x'));
  CHECK(cut == std::string(longest_text, 'x') + " [9983616 more bytes left out]");
  CHECK(clean_text(std::string(longest_text, '\x01')).size() < longest_text + 40);
}

TEST_CASE("faults of texts and names say what is wrong and where") {
  CHECK(fault_of_text("ab\xff") == "is not valid UTF-8 (byte 3)");
  CHECK(fault_of_text("a\033") == "holds the control character \\x1b (byte 2)");
  CHECK(fault_of_text("abc", 2) == "has 3 bytes; 2 are allowed");
  CHECK(fault_of_name("step size \u03b3") == "");
  CHECK(fault_of_name("") == "is empty");
  CHECK(fault_of_name("a\nb") == "holds the control character \\x0a (byte 2)");
  CHECK(fault_of_name(std::string(255, 'n')) == "");
  CHECK(fault_of_name(std::string(256, 'n')) == "has 256 bytes; 255 are allowed");
}

TEST_CASE("every document can be written as JSON, without raw control characters") {
  const nlohmann::ordered_json document = {{"file", "a\xff.so"}, {"x", "\033\x7f\xc2\x9b\u00e9"}};
  const std::string text = json_text(document);
  CHECK(text == "{\"file\":\"a" + one + ".so\",\"x\":\"\\u001b\\u007f\\u009b\u00e9\"}");
  CHECK(nlohmann::json::parse(text)["x"] == "\033\x7f\xc2\x9b\u00e9");
  CHECK(json_text(nlohmann::json{1, 2}, 1) == "[\n 1,\n 2\n]");
}

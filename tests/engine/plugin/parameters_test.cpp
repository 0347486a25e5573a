#include "plugin/parameters.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string_view>

using namespace firstmove;
using namespace firstmove::engine;

namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

fm_parameter parameter(const char* name, std::int32_t type, std::uint32_t rank = 0) {
  return {sizeof(fm_parameter), type,      rank, 0, name,   "a doc", nullptr,
          -unbounded,           unbounded, 0,    0, nullptr};
}

fm_descriptor descriptor_of(const std::vector<const fm_parameter*>& parameters) {
  fm_descriptor d{};
  d.struct_size = sizeof(fm_descriptor);
  d.kind = FM_KIND_GAME;
  d.id = "toy";
  d.parameter_count = static_cast<std::uint32_t>(parameters.size());
  d.parameters = parameters.data();
  return d;
}

struct Bound {
  Parameters params;
  std::string mistakes;
};

Bound bind(const std::vector<const fm_parameter*>& parameters, const std::string& text) {
  const toml::table given = toml::parse(text, std::string_view("m.toml"));
  std::vector<Mistake> mistakes;
  Parameters params(descriptor_of(parameters), &given, "game 'toy'", mistakes);
  return {params, mistakes.empty() ? "" : InputError(mistakes).what()};
}

const fm_value& only(const Bound& bound) {
  REQUIRE(bound.mistakes == "");
  REQUIRE(bound.params.values().count == 1);
  return *bound.params.values().values[0];
}

}  // namespace

TEST_CASE("a plugin without parameters has no values") {
  CHECK(Parameters().values().count == 0);
  CHECK(Parameters().values().struct_size == sizeof(fm_values));
  CHECK(Parameters().to_toml().empty());
}

TEST_CASE("each type is passed as the ABI specifies") {
  fm_parameter p = parameter("p", FM_TYPE_BOOL);
  CHECK(only(bind({&p}, "p = true")).integer == 1);
  CHECK(only(bind({&p}, "p = true")).type == FM_TYPE_BOOL);

  p.type = FM_TYPE_INTEGER;
  const Bound integer = bind({&p}, "p = -7");
  CHECK(only(integer).integer == -7);
  CHECK(only(integer).real == -7.0);

  p.type = FM_TYPE_REAL;
  CHECK(only(bind({&p}, "p = 0.1")).real == 0.1);
  CHECK(only(bind({&p}, "p = 3")).real == 3.0);  // an integer is accepted

  p.type = FM_TYPE_STRING;
  const Bound text = bind({&p}, "p = 'word'");
  CHECK(std::string_view(only(text).string) == "word");
  CHECK(std::string_view(only(text).name) == "p");
  CHECK(only(text).struct_size == sizeof(fm_value));
}

TEST_CASE("arrays are passed flat, the last index fastest") {
  const fm_parameter list = parameter("p", FM_TYPE_REALS, 1);
  const Bound one = bind({&list}, "p = [1, 2.5]");
  CHECK(only(one).length == 2);
  CHECK(only(one).rank == 1);
  CHECK(only(one).shape[0] == 2);
  CHECK(only(one).reals[1] == 2.5);

  const fm_parameter matrix = parameter("p", FM_TYPE_REALS, 2);
  const Bound two = bind({&matrix}, "p = [[1, 2, 3], [4, 5, 6]]");
  CHECK(only(two).length == 6);
  CHECK(only(two).shape[0] == 2);
  CHECK(only(two).shape[1] == 3);
  CHECK(only(two).reals[3] == 4.0);

  const fm_parameter matrices = parameter("p", FM_TYPE_REALS, 3);
  const Bound three = bind({&matrices}, "p = [[[1, 2]], [[3, 4]], [[5, 6]]]");
  CHECK(only(three).length == 6);
  CHECK(only(three).shape[0] == 3);
  CHECK(only(three).shape[1] == 1);
  CHECK(only(three).shape[2] == 2);
}

TEST_CASE("a missing parameter has its default value, or the type FM_TYPE_NONE") {
  fm_parameter p = parameter("p", FM_TYPE_REALS, 1);
  CHECK(only(bind({&p}, "")).type == FM_TYPE_NONE);
  CHECK(bind({&p}, "").params.to_toml().empty());
  p.default_value = "[0.1, 2]";
  const Bound filled = bind({&p}, "");
  CHECK(only(filled).reals[0] == 0.1);
  CHECK(filled.params.to_toml() == toml::table{{"p", toml::array{0.1, 2}}});
}

TEST_CASE("values outlive the table that they came from, and copies share them") {
  fm_parameter p = parameter("p", FM_TYPE_STRING);
  Parameters kept;
  {
    const Bound bound = bind({&p}, "p = 'a string too long to be stored in place of a pointer'");
    kept = bound.params;
  }
  CHECK(std::string_view(kept.values().values[0]->string).starts_with("a string too long"));
  const Parameters copy = kept;
  CHECK(&copy.values() == &kept.values());
}

TEST_CASE("a missing required parameter is reported") {
  fm_parameter p = parameter("scale", FM_TYPE_REAL);
  p.required = 1;
  CHECK(bind({&p}, "").mistakes == "m.toml:1:1: game 'toy' needs parameter 'scale' (a doc)");
}

TEST_CASE("an unknown parameter is an error at its place, with a suggestion") {
  const fm_parameter p = parameter("scale", FM_TYPE_REAL);
  CHECK(bind({&p}, "scael = 1").mistakes ==
        "m.toml:1:9: game 'toy' has no parameter 'scael'; did you mean 'scale'?");
  CHECK(bind({&p}, "\n  colour = 1").mistakes ==
        "m.toml:2:12: game 'toy' has no parameter 'colour'; known: 'scale'");
  CHECK(bind({}, "x = 1").mistakes == "m.toml:1:5: game 'toy' has no parameter 'x'");
}

TEST_CASE("a value of the wrong type is reported with the right type") {
  fm_parameter p = parameter("p", FM_TYPE_REAL);
  CHECK(bind({&p}, "p = 'x'").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' must be a finite number, and is a string: 'x' "
        "(a doc)");
  p.type = FM_TYPE_INTEGER;
  CHECK(bind({&p}, "p = 1.0").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' must be an integer, and is a real: 1.0 (a doc)");
  p.type = FM_TYPE_BOOL;
  CHECK(bind({&p}, "p = 1").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' must be true or false, and is an integer: 1 "
        "(a doc)");
  p.type = FM_TYPE_STRING;
  CHECK(bind({&p}, "p = [1]").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' must be a string, and is a list: [1] (a doc)");
}

TEST_CASE("NaN and infinities are refused everywhere") {
  const fm_parameter real = parameter("p", FM_TYPE_REAL);
  const fm_parameter list = parameter("p", FM_TYPE_REALS, 1);
  for (const char* number : {"nan", "inf", "-inf"}) {
    CHECK(bind({&real}, "p = " + std::string(number)).mistakes.find("must be a finite number") !=
          std::string::npos);
    CHECK(bind({&list}, "p = [1, " + std::string(number) + "]").mistakes.find("finite numbers") !=
          std::string::npos);
  }
}

TEST_CASE("ragged, empty, too shallow and too deep arrays are refused") {
  const fm_parameter matrix = parameter("p", FM_TYPE_REALS, 2);
  for (const char* value : {"[[1, 2], [3]]", "[]", "[[]]", "[1, 2]", "[[[1]]]", "[[1], 2]", "4"}) {
    CAPTURE(value);
    CHECK(bind({&matrix}, "p = " + std::string(value))
              .mistakes.find("must be a list of rows of finite numbers, all of one "
                             "length, and is") != std::string::npos);
  }
}

TEST_CASE("numbers must lie in their range, whose ends may be open") {
  fm_parameter p = parameter("p", FM_TYPE_REAL);
  p.minimum = 0;
  p.minimum_open = 1;
  p.maximum = 1;
  CHECK(bind({&p}, "p = 1").mistakes == "");
  CHECK(bind({&p}, "p = 1e-300").mistakes == "");
  CHECK(bind({&p}, "p = 0").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' must be above 0 and at most 1, and is 0 (a doc)");
  p.maximum_open = 1;
  CHECK(bind({&p}, "p = 1").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' must be above 0 and below 1, and is 1 (a doc)");

  fm_parameter list = parameter("p", FM_TYPE_REALS, 1);
  list.minimum = 0;
  CHECK(bind({&list}, "p = [0, 5]").mistakes == "");
  CHECK(bind({&list}, "p = [0, -5]").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' must be at least 0, and is [0, -5] (a doc)");
}

TEST_CASE("a string must be one of its choices") {
  const char* const choices[] = {"fast", "exact", nullptr};
  fm_parameter p = parameter("p", FM_TYPE_STRING);
  p.choices = choices;
  CHECK(bind({&p}, "p = 'fast'").mistakes == "");
  CHECK(bind({&p}, "p = 'exac'").mistakes ==
        "m.toml:1:5: parameter 'p' of game 'toy' cannot be 'exac'; did you mean 'exact'? (a doc)");
}

TEST_CASE("all mistakes are reported at once") {
  const fm_parameter a = parameter("alpha", FM_TYPE_REAL), b = parameter("beta", FM_TYPE_BOOL);
  const std::string mistakes = bind({&a, &b}, "alpha = 'x'\nbeta = 2\ngamma = 1").mistakes;
  CHECK(std::count(mistakes.begin(), mistakes.end(), '\n') == 2);
}

TEST_CASE("an invalid default is reported as the plugin's mistake, not the user's") {
  fm_parameter p = parameter("p", FM_TYPE_REAL);
  p.default_value = "1.5,";
  CHECK(bind({&p}, "").mistakes ==
        "game 'toy' declares a default for 'p' that is not valid TOML: 1.5,");
  CHECK(bind({&p}, "p = 1").mistakes == "");
}

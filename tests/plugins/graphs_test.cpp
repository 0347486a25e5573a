// Graphs that plugins write in C++, C and Rust.
#include "support/lent_graph.hpp"

namespace {

using namespace firstmove::test;

const Catalog& examples() {
  static const Catalog both({EXAMPLES, FIXTURES});
  return both;
}

std::vector<std::string> texts(const std::string& id, const std::string& params) {
  return LentGraph(examples().find(FM_KIND_GAME, id), params).texts();
}

TEST_CASE("the same costs in C++ and C and Rust are the same operations in the same order") {
  const auto cpp = texts("contest", "v = [1.0, 0.8]");
  REQUIRE(cpp.size() == 2);
  CHECK(cpp[0].size() > 60);
  CHECK(cpp[1].find("0.80000000000000004") != std::string::npos);
  CHECK(texts("contest-c", "v = [1.0, 0.8]") == cpp);
  CHECK(texts("contest-rs", "v = [1.0, 0.8]") == cpp);
}

// Every function of the helpers for C and Rust, against the operations of the same cost in C++.
TEST_CASE("all functions of the helpers for C and Rust give the nodes that they name") {
  const auto cpp = texts("every-cost", "");
  REQUIRE(cpp.size() == 2);
  CHECK(texts("every-cost-c", "") == cpp);
  CHECK(texts("every-cost-rs", "") == cpp);
}

std::string refusal(const std::string& id, const std::string& mistake) {
  const Plugin plugin = examples().find(FM_KIND_GAME, id);
  try {
    Game(plugin, parameters(plugin, "mistake = '" + mistake + "'"));
  } catch (const PluginFailure& failure) {
    return failure.what();
  }
  return "";
}

TEST_CASE("mistakes in graphs are refused with a reason in C and Rust") {
  const auto said = [](const std::string& text, const std::string& part) {
    CHECK_MESSAGE(text.find(part) != std::string::npos, text);
  };
  said(refusal("every-cost-c", "shapes"), "combined element by element differ in their shapes");
  said(refusal("every-cost-c", "product"), "shapes do not fit together");
  said(refusal("every-cost-c", "slice"), "takes elements that its array does not have");
  said(refusal("every-cost-c", "array"), "a cost is an array of several numbers");
  said(refusal("every-cost-c", "number"), "a cost is not a term of its graph");
  said(refusal("every-cost-rs", "shapes"), "arrays of 2 x 1 and 3 x 1 are combined");
  said(refusal("every-cost-rs", "shapes"), "every-cost-rs.rs:");
  said(refusal("every-cost-rs", "product"), "the matrices of a product do not fit");
  said(refusal("every-cost-rs", "slice"), "takes elements that its array does not have");
  said(refusal("every-cost-rs", "array"), "a cost is an array of several numbers");
}

}  // namespace

// Instructions of a step, which do not depend on how busy the machine is, as times do.
#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;

Outcome counts(const std::string& options) {
  return shell("/usr/bin/python3 " SOURCE_TREE "/bench/counts.py --build " BUILD_TREE
               "/x86-64-v2 " +
               options);
}

TEST_CASE("no hot path takes a tenth more instructions a step than it did") {
  const Outcome ran = counts("");
  CHECK_MESSAGE(ran.code == 0, ran.out << ran.err);
}

TEST_CASE("a hot path that has grown is reported") {
  auto known = nlohmann::ordered_json::parse(read_file(SOURCE_TREE "/bench/counts.json"));
  REQUIRE(known.size() > 0);
  for (auto& [path, count] : known.items()) count = count.get<double>() / 1.2;
  const TempFolder folder;
  write_file(folder / "less.json", known.dump());
  const Outcome ran = counts("--only 'one replica' --counts " + (folder / "less.json").string());
  CHECK(ran.code == 1);
  const bool named = ran.out.find("one replica with noise") != std::string::npos &&
                     ran.out.find("too many") != std::string::npos;
  CHECK_MESSAGE(named, ran.out << ran.err);
}

}  // namespace

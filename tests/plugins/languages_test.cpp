// Plugins in C, in Rust, and in C++ with another standard library, loaded in one host.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

const std::string manifest = SOURCE_TREE "/plugins/examples/three-languages.toml";
const std::string examples = " --plugin-path " EXAMPLES;
const std::string contest_again =
    " --plugin-path " BUILD_TREE "/tests/examples";  // built by the tests' compiler

std::vector<std::string> end_bits(const fs::path& results) {
  std::vector<std::string> bits =
      query(results,
            "SELECT printf('x %d/%d/%.17g', run, player, value) FROM final_state UNION ALL "
            "SELECT printf('f %d/%d/%.17g', run, player, value) FROM final_cost UNION ALL "
            "SELECT printf('m %d/%d/%.17g', run, step, value) FROM metric");
  std::sort(bits.begin(), bits.end());
  return bits;
}

TEST_CASE("a game with libc++, a leader in Rust and an observer in C reach the closed forms") {
  const TempFolder folder;
  const fs::path results = folder / "r";
  const Outcome run = host("run " + manifest + examples + " --out " + results.string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  CHECK(query(results, "SELECT count(*) FROM plugin WHERE file LIKE '" EXAMPLES "/%'") ==
        std::vector<std::string>{"3"});
  const double closed_forms[2][2] = {{0.3125, 0.1875}, {20.0 / 81, 16.0 / 81}};
  for (const int learner : {0, 1}) {
    const std::string of =
        " JOIN run ON run.id = run WHERE learner_index = " + std::to_string(learner);
    for (const int player : {0, 1}) {
      const auto x = numbers(results, "SELECT value FROM final_state" + of +
                                          " AND player = " + std::to_string(player));
      CHECK(x.size() == 8);
      for (const double value : x) CHECK(std::abs(value - closed_forms[learner][player]) < 1e-9);
    }
    const double far =
        std::hypot(closed_forms[learner][0] - 0.3125, closed_forms[learner][1] - 0.1875);
    const auto distances = numbers(
        results, "SELECT value FROM metric" + of + " AND name = 'distance' AND step = 4000");
    CHECK(distances.size() == 8);
    for (const double distance : distances) CHECK(std::abs(distance - far) < 1e-9);
  }
  CHECK(run.err.find("leader: 8 runs end within") != std::string::npos);
  CHECK(run.err.find("Nash: 8 runs end within 0.0663") != std::string::npos);
}

TEST_CASE(
    "the game built by clang with libc++ has the bits of the same source built by this compiler") {
  const TempFolder folder;
  for (const auto& [name, path] :
       {std::pair("here", contest_again + examples), std::pair("libc++", examples)}) {
    const Outcome run = host("run " + manifest + path + " --out " + (folder / name).string());
    REQUIRE_MESSAGE(run.code == 0, run.err);
  }
  CHECK(query(folder / "here", "SELECT count(*) FROM plugin WHERE file LIKE '" BUILD_TREE
                               "/tests/examples/contest.so'") == std::vector<std::string>{"1"});
  CHECK(end_bits(folder / "here") == end_bits(folder / "libc++"));
  CHECK(end_bits(folder / "here").size() > 300);
  // Every quantity at a point, including Taylor series, and interval proofs over the whole box.
  for (const std::string command :
       {"probe --json --at 0.3,0.7 --learner leader ", "solve --json --certify "}) {
    const Outcome here = host(command + manifest + contest_again + examples);
    REQUIRE_MESSAGE(here.code == 0, here.err);
    CHECK(here.out == host(command + manifest + examples).out);
    CHECK(here.out.size() > 500);
  }
}

TEST_CASE("rules in Rust move like the same rules in C++") {
  const TempFolder folder;
  const auto finals = [&](const std::string& name) {
    return numbers(folder / name,
                   "SELECT printf('%.17g', value) FROM final_state ORDER BY run, "
                   "player, coordinate");
  };
  // A leader's solve with one unknown may round differently from a division.
  const std::string ten = "run " + manifest + examples + " --set experiment.steps=10 --out ";
  REQUIRE(host(ten + (folder / "rust").string()).code == 0);
  REQUIRE(
      host(ten + (folder / "c++").string() + " --set 'learner.0.players.0.rule=\"stackelberg\"'")
          .code == 0);
  const auto rust = finals("rust"), cpp = finals("c++");
  REQUIRE(rust.size() == 32);
  for (std::size_t i = 0; i < rust.size(); ++i) CHECK(std::abs(rust[i] - cpp[i]) < 1e-14);

  write_file(folder / "m.toml", R"(
[experiment]
name = "extragradient"
steps = 50
seeds = 11

[game]
plugin = "hamiltonian"
params = { A = [[1.0, 0.5], [-0.3, 2.0], [0.7, 0.1]] }

[[learner]]
name = "Rust"
rule = "extragradient-rs"
step = 0.1

[[learner]]
name = "C++"
rule = "extragradient"
step = 0.1
)");
  const Outcome both =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "both").string());
  REQUIRE_MESSAGE(both.code == 0, both.err);
  const auto of = [&](const char* learner) {
    return query(
        folder / "both",
        std::string("SELECT printf('%d %d %d %.17g', replicate, player, coordinate, value) "
                    "FROM final_state JOIN run ON run = id WHERE learner = '") +
            learner + "' ORDER BY replicate, player, coordinate");
  };
  CHECK(of("Rust").size() == 55);
  CHECK(of("Rust") == of("C++"));
}

std::string stumbling(const std::string& fault) {
  return R"(
[experiment]
name = "stumbling"
steps = 5
seeds = 3

[game]
plugin = "duopoly"

[[learner]]
name = "Rust"
players = [{ rule = "stumbling-rs", params = { fault = ")" +
         fault + R"(", at = [7.0] } }, { rule = "gradient-play", step = 0.1 }]

[[learner]]
name = "C++"
rule = "gradient-play"
step = 0.1
)";
}

TEST_CASE("a panic in Rust ends its runs with a reason and its place, and no others") {
  struct Fault {
    std::string fault, reason;
  };
  const Fault faults[] = {
      {"panic", "it fell over in step 3"}, {"index", "range"}, {"fail", "the last one is out"}};
  for (const Fault& each : faults) {
    const std::string fault = each.fault, reason = each.reason;
    CAPTURE(fault);
    const TempFolder folder;
    write_file(folder / "m.toml", stumbling(fault));
    const Outcome run =
        host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
    CHECK_MESSAGE(run.code == 1, run.err);
    const auto reasons = query(folder / "r", "SELECT reason FROM run WHERE status = 'failed'");
    const bool one = fault == "fail";
    CHECK(reasons.size() == (one ? 1 : 3));
    for (const std::string& given : reasons) {
      CHECK_MESSAGE(given.find(reason) != std::string::npos, given);
      if (!one) CHECK_MESSAGE(given.find("stumbling-rs.rs:") != std::string::npos, given);
    }
    CHECK(query(folder / "r",
                "SELECT count(*) FROM run WHERE learner = 'C++' AND "
                "status = 'finished'") == std::vector<std::string>{"3"});
    CHECK(run.err.find("RUST_BACKTRACE") == std::string::npos);  // std's panic hook prints nothing
  }
}

TEST_CASE("a rule in Rust that returns its action, refuses, or panics in new or drop") {
  const TempFolder folder;
  const auto run = [&](const char* fault) {
    write_file(folder / "m.toml", stumbling(fault));
    return host("run " + (folder / "m.toml").string() + " --out " + (folder / fault).string());
  };
  for (const char* fault : {"none", "drop"}) {
    CHECK(run(fault).code == 0);
    CHECK(query(folder / fault,
                "SELECT DISTINCT value FROM final_state JOIN run ON run = id WHERE player = 0 AND "
                "learner = 'Rust'") == std::vector<std::string>{"7.0"});
  }
  CHECK(run("refuse").err.find("not for 2 players") != std::string::npos);
  const Outcome fallen = run("panic-new");
  CHECK(fallen.code != 0);
  CHECK(fallen.err.find("it fell over in new") != std::string::npos);
}

TEST_CASE("the examples refuse with clear messages, in every language") {
  const TempFolder folder;
  const auto said = [&](const std::string& arguments, int code = 2) {
    const Outcome run =
        host("run " + manifest + examples + " --out " + (folder / "r").string() + " " + arguments);
    CHECK(run.code == code);
    return run.err;
  };
  CHECK(said("--set game.params.v=[1.0]")
            .find("'v' needs 2 numbers, one for each player, and has 1") !=
        std::string::npos);  // a libc++ exception, reported across the ABI boundary
  CHECK(said("--set observer.0.params.from=[1.0]", 0)
            .find("'from' has 1 numbers, and the joint action has 2") != std::string::npos);
  CHECK(said("--set 'game.plugin=\"hamiltonian\"' --set 'game.params={A=[[1.0,2.0]]}' --set "
             "observer.0.params.from=[0.0,0.0,0.0]")
            .find("first-mover is for two players of one coordinate each") != std::string::npos);
}

TEST_CASE("plugins of any language export one symbol and need no C++ runtime of their own") {
  for (const std::string library : {EXAMPLES "/contest.so", EXAMPLES "/distance.so",
                                    EXAMPLES "/first-mover.so", FIXTURES "/extragradient-rs.so"}) {
    CAPTURE(library);
    const Outcome shown = shell("nm -D --defined-only " + library);
    CHECK(std::count(shown.out.begin(), shown.out.end(), '\n') == 1);
    CHECK(shown.out.ends_with(" T firstmove_library\n"));
    const Outcome needed = shell("objdump -p " + library + " | grep NEEDED");
    CHECK(needed.code == 0);
    CHECK(needed.out.find("c++") == std::string::npos);
  }
}

TEST_CASE("the Rust binding equals abi.h, member by member, for every installed compiler") {
  const TempFolder folder;
  const std::string in = "set -eu; cd " + folder.path().string() + "; ";
  const std::string binding = SOURCE_TREE "/framework/sdk/rust/firstmove.rs";
  const Outcome expected =
      shell(in + "/usr/bin/python3 " SOURCE_TREE "/tests/plugins/rust_layouts.py " SOURCE_TREE
                 "/framework/abi/firstmove/abi.h . && gcc -std=c11 -I" SOURCE_TREE
                 "/framework/abi layouts.c -o layouts && ./layouts");
  REQUIRE_MESSAGE(expected.code == 0, expected.err);
  CHECK(std::count(expected.out.begin(), expected.out.end(), '\n') >= 366);  // of ABI 1.5
  for (const char* member : {"\nFM_PRINT_EXTENSION ", "\nfm_library ", "\nfm_oracle.evaluate_for "})
    CHECK(expected.out.find(member) != std::string::npos);
  for (const std::string rustc : {RUSTC, "/usr/bin/rustc"}) {
    if (!fs::exists(rustc)) continue;
    CAPTURE(rustc);
    const std::string compile = rustc + " --edition 2021 -D warnings ";
    const Outcome found = shell(in + compile + "--crate-type rlib --crate-name firstmove " +
                                binding + " && " + compile +
                                "--extern firstmove=libfirstmove.rlib layouts.rs -o layouts-rs && "
                                "./layouts-rs");
    CHECK_MESSAGE(found.code == 0, found.err);
    CHECK(found.out == expected.out);
    const Outcome example =
        shell(in + compile +
              "--extern firstmove=libfirstmove.rlib --crate-type staticlib " SOURCE_TREE
              "/plugins/examples/first-mover/first-mover.rs");
    CHECK_MESSAGE(example.code == 0, example.err);
  }
}

}  // namespace

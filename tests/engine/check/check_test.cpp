// Every broken plugin fails the right check, and a sound plugin fails none.
#include "support/check_support.hpp"

namespace {

using namespace firstmove::test;
using Names = std::vector<std::string>;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Exactly these checks fail, the first one with this fault and all of these texts.
void caught(const std::string& plugin, const Names& failed, const std::string& fault,
            const Names& said, const std::string& options = "") {
  CAPTURE(plugin);
  const TempFolder data;
  const Checked checked = check(data, plugin + " " + options);
  CHECK(checked.code == 1);
  CHECK(checked.failed() == failed);
  CHECK(checked.fault(failed.front()) == fault);
  for (const std::string& part : said)
    CHECK_MESSAGE(has(checked[failed.front()], part), checked[failed.front()]);
}

TEST_CASE("a sound plugin in C passes every check") {
  const TempFolder data;
  const Checked checked = check(data, "sound");
  CHECK_MESSAGE(checked.code == 0, checked.report.dump(2));
  CHECK(checked.failed().empty());
  for (const char* name :
       {"symbol", "abi", "descriptor", "calls", "parameters", "shape", "derivatives", "symmetry",
        "batch", "repeat", "threads", "inputs", "last-step", "arguments", "environment", "leak"})
    CHECK_MESSAGE(checked[name].starts_with("passed: "), name << " " << checked[name]);
  CHECK(checked["enclosure"] == "skipped: the game has no proven bounds");
  CHECK(checked["metrics"] == "skipped: the game has no metrics of its own");
}

TEST_CASE("a crash is reported with the signal and the call") {
  caught("segfault", {"calls"}, "crash", {"fm_game.evaluate(", "crashed with SIGSEGV"});
}
TEST_CASE("a call that never returns is reported with the call") {
  caught("infinite-loop", {"calls"}, "hang", {"fm_game.evaluate(", "did not return within 0.5 s"},
         "--seconds 0.5");
}
TEST_CASE("an exception across the ABI boundary is reported with its message") {
  caught("throws", {"calls"}, "exception",
         {"fm_game.evaluate(", "let an exception cross the border: out of the game"});
}
TEST_CASE("a gradient that is wrong by 0.1% is found, with the place and the size of the error") {
  // The block of second derivatives belongs to the sound gradient and does not fit this one.
  caught("wrong-gradient", {"derivatives"}, "", {"D_1 f_2", "by differences", "at x = ("});
}
TEST_CASE("bounds that are wrong by 0.1% are found in a game whose costs are small") {
  caught("wrong-bounds", {"enclosure"}, "", {"order 0", "outside its proven bounds"});
}
TEST_CASE("texts and names that are not printable UTF-8 are found") {
  const TempFolder data;
  const Checked texts = check(data, "strange-texts");
  CHECK(texts.failed() == Names{"descriptor", "calls"});
  CHECK_MESSAGE(has(texts["descriptor"], "its summary holds the control character \\x1b (byte 3)"),
                texts["descriptor"]);
  CHECK_MESSAGE(has(texts["calls"], "failed with an error message that has 10485759 bytes"),
                texts["calls"]);
  const Checked choice = check(data, "strange-choice");
  CHECK(choice.failed() == Names{"abi"});
  CHECK_MESSAGE(has(choice["abi"],
                    "parameter 'style' with a choice that holds the control "
                    "character \\x1b (byte 3)"),
                choice["abi"]);
}
TEST_CASE("an asymmetric Hessian fails both the derivative check and the symmetry check") {
  const TempFolder data;
  const Checked checked = check(data, "asymmetric-hessian");
  CHECK(checked.failed() == Names{"derivatives", "symmetry"});
  CHECK_MESSAGE(has(checked["derivatives"], "D_12 f_1"), checked["derivatives"]);
  CHECK_MESSAGE(has(checked["symmetry"], "D_12 f_1 as a dense block gives"), checked["symmetry"]);
}
TEST_CASE("a replica that reads its neighbour is found, however small the effect") {
  const TempFolder data;
  const Checked checked = check(data, "neighbour-dependent");
  CHECK(checked.failed() == Names{"batch", "inputs"});
  CHECK_MESSAGE(has(checked["batch"], "of 17, compared with the same replica alone"),
                checked["batch"]);
}
TEST_CASE("a leak is reported with its size") {
  caught("leak", {"leak"}, "", {"evaluate: the heap grows by", "bytes each time"});
}
TEST_CASE("scratch memory shared by instances is found without a race, static or on the heap") {
  for (int again = 0; again < 3; ++again) {
    caught("data-race", {"threads"}, "", {"bytes of 'scratch", "storage that all instances share"});
    caught(
        "heap-race", {"threads"}, "",
        {"bytes of memory that a static variable points to", "storage that all instances share"});
  }
}
TEST_CASE("a struct of an impossible size is reported") {
  caught("wrong-struct-size", {"abi"}, "", {"fm_game says struct_size = "});
}
TEST_CASE("a symbol that no library defines is reported") {
  caught("missing-symbol", {"symbol"}, "", {"firstmove_nowhere"});
}

TEST_CASE("each rule that a learner breaks is caught by the right check") {
  caught("careless-learner", {"batch", "inputs"}, "",
         {"of 17, compared with the same replica alone"}, "--params '{ fault = \"neighbour\" }'");
  caught("careless-learner", {"threads"}, "", {"scratch' change with the input"},
         "--params '{ fault = \"scratch\" }'");
  caught("careless-learner", {"leak"}, "", {"a step: the heap grows by"},
         "--params '{ fault = \"leak\" }'");
  caught("careless-learner", {"oracle"}, "", {"failed at evaluation 1", "ignored the failure"},
         "--params '{ fault = \"deaf\" }'");
  caught("careless-learner", {"expansion"}, "", {"the Jacobian at x", "by differences"},
         "--params '{ fault = \"jacobian\" }'");
  caught("careless-learner", {"calls"}, "", {"not checked", "plays nothing at all"},
         "--params '{ fault = \"picky\" }'");
  const TempFolder data;
  const Checked sound = check(data, "careless-learner");
  CHECK_MESSAGE(sound.code == 0, sound.report.dump(2));
}

TEST_CASE("each rule that an observer breaks is caught by the right check") {
  caught("careless-observer", {"batch", "inputs"}, "", {"in a batch of"},
         "--params '{ fault = \"neighbour\" }'");
  caught("careless-observer", {"threads"}, "", {"scratch' change with the input"},
         "--params '{ fault = \"scratch\" }'");
  caught("careless-observer", {"leak"}, "", {"the heap grows by"},
         "--params '{ fault = \"leak\" }'");
  caught("careless-observer", {"calls"}, "crash", {"fm_observer.finish(20 runs)", "SIGSEGV"},
         "--params '{ fault = \"skipped\" }'");
  caught("careless-observer", {"environment"}, "", {"FIRSTMOVE_WAS_HERE"},
         "--params '{ fault = \"variable\" }'");
  caught("careless-observer", {"calls"}, "",
         {"records a metric whose name holds the control character \\x1b (byte 3)"},
         "--params '{ fault = \"name\" }'");
  const TempFolder data;
  const Checked sound = check(data, "careless-observer");
  CHECK_MESSAGE(sound.code == 0, sound.report.dump(2));
}

TEST_CASE("checks that need a failing call are skipped, the plugin is never loaded into the host") {
  const TempFolder data;
  const Checked checked = check(data, "segfault");
  CHECK(checked["derivatives"].starts_with("skipped: "));
  const Outcome text = host_knowing(data, "check segfault");
  CHECK(text.code == 1);
  CHECK_MESSAGE(has(text.out, "failed: calls\n"), text.out);
}

TEST_CASE("a single check, unknown checks and unknown plugins") {
  const TempFolder data;
  const Checked one = check(data, "wrong-gradient --only symmetry");
  CHECK(one.code == 0);
  CHECK(one.report["checks"].size() == 1);
  CHECK_FALSE(fs::exists(data / "firstmove"));
  const Outcome none = host_knowing(data, "check sound --only derivative");
  CHECK(none.code == 2);
  CHECK_MESSAGE(has(none.err, "there is no check 'derivative'; did you mean 'derivatives'?"),
                none.err);
  const Outcome plugin = host_knowing(data, "check sond");
  CHECK(plugin.code == 2);
  CHECK_MESSAGE(has(plugin.err, "there is no plugin 'sond'; did you mean 'sound'?"), plugin.err);
  CHECK(host_knowing(data, "check ./nowhere.so").code == 2);
}

TEST_CASE("a file that is not a library fails the check of its symbol") {
  const TempFolder data;
  write_file(data / "text.so", "not a library\n");
  const Checked checked = check(data, (data / "text.so").string());
  CHECK(checked.code == 1);
  CHECK(checked["symbol"] == "failed: the file is not an ELF library");
  fs::copy_file(std::string(broken) + "/sound.so", data / "cut.so");
  fs::resize_file(data / "cut.so", 9000);
  CHECK(check(data, (data / "cut.so").string()).failed() == Names{"symbol"});
}

TEST_CASE("parameters are compared with the schema before any check") {
  const TempFolder data;
  const Outcome needs = host_knowing(data, "check bimatrix");
  CHECK(needs.code == 2);
  CHECK_MESSAGE(has(needs.err, "needs parameter 'A'"), needs.err);
  CHECK_MESSAGE(has(needs.err, "--params"), needs.err);
  const Outcome wrong = host_knowing(data, "check duopoly --params '{ A = -1 }'");
  CHECK(wrong.code == 2);
  CHECK_MESSAGE(has(wrong.err, "must be above 0"), wrong.err);
  CHECK(host_knowing(data, "check duopoly --params A=1").code == 2);
}

}  // namespace

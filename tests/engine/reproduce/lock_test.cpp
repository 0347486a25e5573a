// firstmove lock, and run --locked.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

struct Locked {
  Locked() {
    write_file(folder / "m.toml", R"(
[experiment]
name = "small"
steps = 20
seeds = 2
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
)");
  }
  Outcome firstmove(const std::string& words) const {
    return shell("cd " + folder.path().string() + " && FIRSTMOVE_PLUGIN_PATH= " HOST " " + words);
  }
  Outcome lock(const std::string& more = "") const { return firstmove("lock m.toml " + more); }
  // The error message of a locked run, which must be refused and write nothing.
  std::string refusal(const std::string& more = "") const {
    const Outcome refused = firstmove("run m.toml --locked --out r " + more);
    CHECK(refused.code == 2);
    CHECK(!fs::exists(folder / "r"));
    return refused.err;
  }
  // Edits the lock by sed, which must change it.
  void edit(const std::string& sed) const {
    const std::string before = read_file(folder / "m.lock");
    REQUIRE(shell("sed -Ei '" + sed + "' " + (folder / "m.lock").string()).code == 0);
    REQUIRE_MESSAGE(read_file(folder / "m.lock") != before, sed);
  }
  TempFolder folder;
};

bool says(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return true;
  MESSAGE(text);
  return false;
}

TEST_CASE("a locked run needs a lock, and runs if nothing differs") {
  const Locked locked;
  CHECK(says(locked.refusal(),
             "--locked: there is no m.lock; run 'firstmove lock m.toml' to write it"));
  const Outcome made = locked.lock();
  REQUIRE_MESSAGE(made.code == 0, made.err);
  const std::string text = read_file(locked.folder / "m.lock");
  for (const char* part : {"sha256 = ", "git_commit = ", "processor = ", "flags = ", "abi = ",
                           "'experiment.steps' = '20'", "[plugin.game.torus]"})
    CHECK(says(text, part));
  const Outcome run = locked.firstmove("-q run m.toml --locked --out good");
  CHECK_MESSAGE(run.code == 0, run.err);
  CHECK(locked.lock().code == 0);
  CHECK(read_file(locked.folder / "m.lock") == text);
  CHECK(shell("ls " + locked.folder.path().string()).out == "good\nm.lock\nm.toml\n");
}

TEST_CASE("everything that differs from the lock is reported, with the old and the new value") {
  const Locked locked;
  REQUIRE(locked.lock().code == 0);
  CHECK(says(locked.refusal("--set experiment.steps=21"),
             "m.lock: settings.experiment.steps was '20' and is '21'"));
  locked.edit(
      "s/^version = .9?.*/version = \"9.9\"/;s/^processor = .*/processor = \"a loom\"/;"
      "s/^git_commit = .*/git_commit = \"abc\"/;s/^flags = .*/flags = \"-O0\"/;"
      "s/^compiler = .*/compiler = \"cc\"/;s/^sha256 = .*/sha256 = \"00\"/");
  const std::string said = locked.refusal();
  for (const char* part :
       {"firstmove.version was '9.9' and is '", "firstmove.processor was 'a loom' and is '",
        "firstmove.git_commit was 'abc' and is '", "firstmove.flags was '-O0' and is '",
        "firstmove.compiler was 'cc' and is '", "plugin.game.torus.sha256 was '00' and is '",
        "plugin.learner.gradient-play.sha256 was '00' and is '",
        "plugin.game.torus.flags was '-O0' and is '", "plugin.game.torus.version was '9.9' and is",
        "run 'firstmove lock m.toml' to update the lock"})
    CHECK(says(said, part));
}

TEST_CASE("a changed, a removed and an added plugin file are reported") {
  const Locked locked;
  REQUIRE(locked.lock().code == 0);
  fs::copy_file(PLUGINS "/torus.so",
                locked.folder / "torus.so");  // beside the manifest: found first
  CHECK(locked.firstmove("-q run m.toml --locked --out same").code == 0);
  std::ofstream(locked.folder / "torus.so", std::ios::app) << '\0';
  CHECK(says(locked.refusal(), "plugin.game.torus.sha256 was '"));
  fs::remove(locked.folder / "torus.so");
  CHECK(says(locked.refusal("--set learner.play.rule=lola"),
             "plugin.learner.gradient-play.sha256 was '"));
  CHECK(says(locked.refusal("--set learner.play.rule=lola"),
             "plugin.learner.lola.version was missing and is '1.0.0'"));
}

TEST_CASE("a lock that is not valid TOML is refused with the line") {
  const Locked locked;
  write_file(locked.folder / "m.lock", "[firstmove]\nversion = \n");
  CHECK(says(locked.refusal(), "m.lock:2:"));
}

}  // namespace

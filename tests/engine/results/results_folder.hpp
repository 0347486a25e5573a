// A small results folder, and copies of it.
#pragma once

#include "support/support.hpp"

namespace firstmove::test {

constexpr const char* small_manifest = R"(
[experiment]
name = "small"
steps = 40
seeds = 2
warnings = false
[game]
plugin = "torus"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.1
[[learner]]
name = "LOLA"
rule = "lola"
step = 0.05
[[observer]]
plugin = "trajectory"
every = { steps = 10 }
[[observer]]
plugin = "metrics"
every = { steps = 10 }
)";

inline fs::path run_small(const TempFolder& folder, const std::string& name = "r",
                          const std::string& manifest = small_manifest) {
  write_file(folder / "m.toml", manifest);
  const Outcome run =
      host("-q run " + (folder / "m.toml").string() + " --fresh --out " + (folder / name).string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  return folder / name;
}

inline fs::path copy_of(const fs::path& results, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(results, to, fs::copy_options::recursive);
  return to;
}

}  // namespace firstmove::test

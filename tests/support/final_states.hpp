// The last joint actions of the runs of a manifest.
#pragma once

#include "support/support.hpp"

namespace firstmove::test {

// As SQL writes them, by replicate and player.
inline std::vector<std::string> final_states(const std::string& manifest) {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest);
  const Outcome run =
      host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "out").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  return query(folder / "out",
               "select quote(value) from final_state join run on run.id = final_state.run order by "
               "replicate, player");
}

}  // namespace firstmove::test

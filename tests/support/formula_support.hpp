// Shared by tests of formula games: a cache of their own, and the numbers of a game at a point.
#pragma once

#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace firstmove::engine {}

namespace firstmove::test {
using namespace engine;

// A separate cache of compiled games, so that tests neither use nor leave compiled games elsewhere.
class OwnCache {
 public:
  OwnCache() { setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1); }
  ~OwnCache() { unsetenv("XDG_CACHE_HOME"); }
  OwnCache(const OwnCache&) = delete;
  OwnCache& operator=(const OwnCache&) = delete;
  fs::path plugins() const { return folder_ / "firstmove/plugins"; }
  std::size_t libraries() const {
    std::size_t count = 0;
    if (fs::exists(plugins()))
      for (const auto& entry : fs::recursive_directory_iterator(plugins()))
        count += entry.path().extension() == ".so";
    return count;
  }

 private:
  TempFolder folder_;
};

inline const std::string play = R"(
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.01
)";

// A manifest whose [game] is `game`.
inline std::string playing(const std::string& game) {
  return "[experiment]\nname = \"f\"\nsteps = 20\nseeds = 4\nwarnings = false\n\n[game]\n" + game +
         play;
}

inline nlohmann::json probe(const fs::path& manifest, const std::string& at,
                            const std::string& more = "") {
  const Outcome outcome =
      host("probe " + manifest.string() + " --json --at=\"" + at + "\" " + more);
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  return nlohmann::json::parse(outcome.out);
}

}  // namespace firstmove::test

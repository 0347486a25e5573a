// `firstmove check` for tests: verdicts are kept in a folder of the test.
#pragma once

#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace firstmove::engine {}

namespace firstmove::test {
using namespace engine;

constexpr const char* broken = FIXTURES "/broken";

// The host with the broken plugins on its path, and with its stored verdicts in `data`.
inline Outcome host_knowing(const TempFolder& data, const std::string& arguments) {
  return shell("XDG_DATA_HOME=" + data.path().string() + " FIRSTMOVE_PLUGIN_PATH=" + broken +
               " " HOST " " + arguments);
}

struct Checked {
  int code = 0;
  nlohmann::json report;
  std::string err;

  // A check's verdict and text: "failed: ..".
  std::string operator[](const std::string& check) const {
    for (const auto& finding : report["checks"])
      if (finding["check"] == check)
        return finding["verdict"].get<std::string>() + ": " + finding["text"].get<std::string>();
    return "not made";
  }
  std::string fault(const std::string& check) const {
    for (const auto& finding : report["checks"])
      if (finding["check"] == check) return finding["fault"];
    return "not made";
  }
  std::vector<std::string> failed() const { return report["failed"]; }
};

inline Checked check(const TempFolder& data, const std::string& arguments) {
  const Outcome outcome = host_knowing(data, "check --json " + arguments);
  Checked checked{outcome.code, nlohmann::json::parse(outcome.out, nullptr, false), outcome.err};
  REQUIRE_MESSAGE(checked.report.is_object(), outcome.err);
  return checked;
}

}  // namespace firstmove::test

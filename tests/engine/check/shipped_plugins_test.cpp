// Every plugin of this tree passes its check.
#include "support/check_support.hpp"

namespace {

using namespace firstmove::test;

// For those that require parameters.
std::string parameters_for(const std::string& id) {
  if (id == "bimatrix") return "{ A = [[3, 0], [5, 1]], B = [[3, 5], [0, 1]] }";
  if (id == "quadratic")
    return "{ Q = [[[2, 1, 0], [1, 3, 1], [0, 1, 1]], [[1, 0, 1], [0, 1, 2], [1, 2, 4]]], "
           "dims = [2, 1] }";
  // Derivatives of small networks without kinks
  if (id == "mixture-gan")
    return "{ data = \"diamond\", batch = 6, latent = 2, generator = [3], discriminator = [3], "
           "measured = 32 }";
  if (id == "python")
    return "{ code = \"\"\"\nimport numpy as np\nplayers = [1, 1]\nstart = (-1.0, 1.0)\n"
           "def cost(i, x): return 0.5 * x[i] ** 2 + x[0] * x[1]\n"
           "def gradient(i, x): return np.array([x[1] + (x[0] if i == 0 else 0.0), "
           "x[0] + (x[1] if i == 1 else 0.0)])\n\"\"\" }";
  return "";
}

void all_pass(const std::string& folder) {
  const TempFolder data;
  std::size_t checked = 0;
  for (const auto& entry : fs::directory_iterator(std::string(SOURCE_TREE) + "/" + folder)) {
    const std::string id = entry.path().filename();
    const std::string file = std::string(PLUGINS) + "/" + id + ".so";
    if (!entry.is_directory()) continue;
    CAPTURE(id);
    REQUIRE(fs::exists(file));
    const std::string params = parameters_for(id);
    const Checked report = check(data, file + (params.empty() ? "" : " --params '" + params + "'"));
    CHECK_MESSAGE(report.code == 0, report.report.dump(2));
    ++checked;
  }
  CHECK(checked >= 8);
}

TEST_CASE("every game passes") { all_pass("games"); }
TEST_CASE("every learner passes") { all_pass("learners"); }
TEST_CASE("every observer passes") { all_pass("plugins/observers"); }

}  // namespace

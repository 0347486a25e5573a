// Every rule plays on where gradients are rounding errors: no run fails, and none is given a
// warning, in any unit of costs and actions.
#include <set>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;

// Costs of both players in x / s and y / s, to be multiplied by c, and the step size in units of
// s^2 / c. All are written so that gradients are differences of terms that do not vanish.
struct Game {
  const char* name;
  const char* players;
  std::string first, second;
  bool zero_sum;
};
std::vector<Game> games() {
  const std::string bowl = "3*(x/s - 0.1)^2 - (y/s)^2";
  return {
      {"bowl", "x = 1, y = 1", bowl, "-3*(x/s)^2 + 0.6*x/s - 0.03 + (y/s)^2", true},
      {"coupled", "x = 1, y = 1", bowl + " + 2*(x/s - 0.1)*y/s",
       "(y/s)^2 - 3*(x/s)^2 + 0.6*x/s - 0.03 - 2*x*y/s^2 + 0.2*y/s", true},
      {"exponential", "x = 1, y = 1", "3*(exp(x/s) - x/s) - (y/s)^2",
       "(y/s)^2 - 3*exp(x/s) + 3*x/s", true},
      {"vectors", "x = 2, y = 2",
       "dot(x/s - 0.3, x/s - 0.3) + x[1]*x[2]/s^2 - dot(y/s, y/s) + x[1]*y[2]/s^2",
       "dot(y/s, y/s) - dot(x/s, x/s) + 0.6*sum(x/s) - 0.18 - x[1]*x[2]/s^2 - x[1]*y[2]/s^2", true},
      {"general-sum", "x = 1, y = 1", "3*(x/s - 0.1)^2 + 0.5*x*y/s^2 + (y/s)^2",
       "(y/s + 0.2)^2 - 0.3*x*y/s^2 + x/s", false},
      {"general-sum vectors", "x = 2, y = 3",
       "dot(x/s - 0.3, x/s - 0.3) + 0.3*x[1]*y[1]/s^2 + 0.1*dot(y/s, y/s) + sum(y/s)",
       "dot(y/s - 0.7, y/s - 0.7) + 0.5*y[1]*y[2]/s^2 - 0.4*x[2]*y[3]/s^2 + sum(x/s)", false}};
}

std::vector<std::string> shipped_rules() {
  std::vector<std::string> rules;
  for (const auto& entry : fs::directory_iterator(SOURCE_TREE "/learners"))
    if (entry.is_directory()) rules.push_back(entry.path().filename().string());
  std::sort(rules.begin(), rules.end());
  return rules;
}

// The rule for both players, for the leader and for the follower, each over gradient play.
std::string learners_of(const std::string& rule, double step, double curvature) {
  // Parameters with the unit of a Hessian or of its inverse.
  std::string params;
  if (rule == "consensus" || rule == "sga")
    params = fmt::format("lambda = {:.17g}", 0.1 / curvature);
  if (rule == "regularized-stackelberg") params = fmt::format("eta = {:.17g}", 0.5 * curvature);
  if (rule == "unrolled") params = fmt::format("rate = {:.17g}", 0.1 / curvature);
  std::vector<std::string> variants = {params};
  if (rule == "stackelberg") variants = {"", "solver = 'cg'", "solver = 'gmres'"};
  if (rule == "regularized-stackelberg")
    variants = {params, params + ", solver = 'cg'", params + ", solver = 'gmres'"};
  if (rule == "lola") variants = {"", "taylor = 'full'"};
  std::string text;
  const std::string play = fmt::format("{{ rule = 'gradient-play', step = {:.17g} }}", step);
  for (const std::string& variant : variants) {
    const std::string played =
        fmt::format("{{ rule = '{}', {}params = {{ {} }} }}", rule,
                    rule == "best-response" ? "" : fmt::format("step = {:.17g}, ", step), variant);
    for (const auto& [place, players] :
         {std::pair{"both", played + ", " + played}, std::pair{"leads", played + ", " + play},
          std::pair{"follows", play + ", " + played}})
      text += fmt::format("[[learner]]\nname = \"{} {} {}\"\nplayers = [{}]\n", rule, place,
                          variant, players);
  }
  return text;
}

TEST_CASE("every rule plays on long after its gradients have vanished, in any unit") {
  for (const Game& game : games())
    for (const double s : {1e-9, 1.0, 1e9})
      for (const double c : {1e-12, 1.0, 1e12}) {
        CAPTURE(game.name);
        CAPTURE(s);
        CAPTURE(c);
        const double curvature = c / (s * s);
        std::string text = fmt::format(
            "[experiment]\nname = 'x'\nsteps = 3000\nseeds = 3\nrefused = 'skip'\n"
            "start = {{ uniform = [{0:.17g}, {1:.17g}] }}\n"
            "[game]\nplayers = {{ {2} }}\ncost = ['c*({3})', 'c*({4})']\n"
            "params = {{ s = {1:.17g}, c = {5:.17g} }}\nbox = [{0:.17g}, {1:.17g}]\n",
            -s, s, game.players, game.first, game.second, c);
        for (const std::string& rule : shipped_rules())
          text += learners_of(rule, 0.05 / curvature, curvature);
        const TempFolder folder;
        write_file(folder / "m.toml", text);
        const Outcome run =
            host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "r").string());
        // Symplectic surgery refuses games that are not zero-sum when it sees them.
        CHECK_MESSAGE(run.code == (game.zero_sum ? 0 : 1), run.err);
        const auto nothing = [&](const std::string& sql) {
          const auto found = query(folder / "r", sql);
          for (const std::string& one : found) CHECK_MESSAGE(found.empty(), one);
        };
        const std::string of_zero_sum = "learner LIKE 'local-symplectic-surgery%'";
        const std::string but = game.zero_sum ? "" : " AND NOT " + of_zero_sum;
        nothing("SELECT DISTINCT learner || ': ' || reason FROM run WHERE status = 'failed'" + but);
        // What concerns solves and curvature along the run. That the Stackelberg dynamics are no
        // gradient flow (Remark 3) is true of some of these games.
        nothing(
            "SELECT DISTINCT learner || ': ' || text FROM warning WHERE run IS NOT NULL AND text "
            "NOT LIKE '%Remark 3%'");
        nothing(
            "SELECT DISTINCT learner || ': ' || outcome FROM run WHERE outcome NOT IN "
            "('converged', 'skipped')" +
            but);
        std::set<std::string> played;
        for (const std::string& learner :
             query(folder / "r", "SELECT DISTINCT learner FROM run WHERE outcome <> 'skipped'"))
          played.insert(learner.substr(0, learner.find(' ')));
        CHECK(played.size() == shipped_rules().size());
      }
}

}  // namespace

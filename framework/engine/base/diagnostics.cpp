#include "base/diagnostics.hpp"

#include <algorithm>
#include <numeric>

#include "base/clean_text.hpp"

namespace firstmove::engine {
namespace {

std::string joined(const std::vector<Mistake>& mistakes) {
  std::string text;
  for (const Mistake& mistake : mistakes) {
    if (!text.empty()) text += '\n';
    if (!mistake.where.empty()) text += clean_text(mistake.where) + ": ";
    text += clean_text(mistake.what);
  }
  return text;
}

// Edit distance in which exchanging two neighbours is one edit (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  std::iota(d[0].begin(), d[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

}  // namespace

InputError::InputError(std::vector<Mistake> mistakes)
    : std::runtime_error(joined(mistakes)), mistakes_(std::move(mistakes)) {}

std::string nearest(std::string_view word, std::span<const std::string> known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    // The distance is at least this, and takes long to compute for a long word.
    const std::size_t longer = std::max(word.size(), candidate.size()),
                      shorter = std::min(word.size(), candidate.size());
    if (longer - shorter >= least) continue;
    if (const std::size_t d = distance(word, candidate); d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  if (const std::string near = nearest(word, known); !near.empty())
    return "; did you mean '" + near + "'?";
  constexpr std::size_t most = 12;
  if (known.empty()) return "";
  std::string list;
  for (std::size_t i = 0; i < known.size() && i < most; ++i)
    list += (i == 0 ? "'" : ", '") + known[i] + "'";
  return "; known: " + list + (known.size() > most ? ", .." : "");
}

}  // namespace firstmove::engine

#include "parameter_text.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <cmath>
#include <vector>

namespace firstmove::host {

std::string type_name(const fm_parameter& p) {
  switch (p.type) {
    case FM_TYPE_BOOL:
      return "boolean";
    case FM_TYPE_INTEGER:
      return "integer";
    case FM_TYPE_REAL:
      return "real";
    case FM_TYPE_STRING:
      return "string";
    default:
      return p.rank == 1 ? "list of reals" : p.rank == 2 ? "matrix" : "list of matrices";
  }
}

std::string range_of(const fm_parameter& p) {
  std::string text;
  if (std::isfinite(p.minimum) || std::isfinite(p.maximum))
    text =
        fmt::format(" in {}{}, {}{}", p.minimum_open || !std::isfinite(p.minimum) ? '(' : '[',
                    p.minimum, p.maximum, p.maximum_open || !std::isfinite(p.maximum) ? ')' : ']');
  std::vector<std::string> choices;
  for (const char* const* choice = p.choices; choice && *choice; ++choice)
    choices.emplace_back(*choice);
  if (!choices.empty()) text += fmt::format(" of {}", fmt::join(choices, ", "));
  return text;
}

}  // namespace firstmove::host

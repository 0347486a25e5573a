#include <spdlog/fmt/fmt.h>

#include "manifest/read_choice.hpp"
#include "manifest/read_specs.hpp"

namespace firstmove::engine {
namespace {

// What each kind must be, for the sentence about one that is not.
std::string right_form(const std::string& kind) {
  if (kind == "normal") return "{ normal = v } needs a variance v of at least 0";
  if (kind == "state_normal")
    return "{ state_normal = c } needs a factor c of at least 0, for a variance c (1 + |x|)";
  if (kind == "student_t")
    return "{ student_t = [nu, scale] } needs nu above 0 and a scale of at least 0";
  return "{ uniform = h } needs a half width h of at least 0";
}

std::optional<NoiseSpec> made(const Choice& choice) {
  if (choice.kind == "student_t") {
    const auto pair = numbers(*choice.node, 2);
    if (!pair || !((*pair)[0] > 0) || !((*pair)[1] >= 0)) return std::nullopt;
    return StudentNoise{(*pair)[0], (*pair)[1]};
  }
  const auto value = as_real(*choice.node);
  if (!value || !(*value >= 0)) return std::nullopt;
  if (choice.kind == "normal") return NormalNoise{*value};
  if (choice.kind == "state_normal") return StateNormalNoise{*value};
  return UniformNoise{*value};
}

struct NoiseToToml {
  toml::table& into;
  void operator()(const NoNoise&) const { into.insert("noise", "none"); }
  void operator()(const NormalNoise& n) const { put("normal", n.variance); }
  void operator()(const StateNormalNoise& n) const { put("state_normal", n.factor); }
  void operator()(const StudentNoise& n) const { put("student_t", toml::array{n.nu, n.scale}); }
  void operator()(const UniformNoise& n) const { put("uniform", n.half_width); }

  template <class Value>
  void put(const char* kind, Value&& value) const {
    into.insert("noise", toml::table{{kind, std::forward<Value>(value)}});
  }
};

}  // namespace

std::optional<NoiseSpec> read_noise(const toml::node& node, TableReader& in) {
  if (node.value<std::string>() == "none") return NoNoise{};
  const auto choice =
      read_choice(node, "noise", {"normal", "state_normal", "student_t", "uniform"}, in);
  if (!choice) return std::nullopt;
  const auto noise = made(*choice);
  if (!noise)
    in.mistake(node, fmt::format("noise {}; it is {}", right_form(choice->kind), shown(node)));
  return noise;
}

void insert_noise(toml::table& into, const NoiseSpec& spec) { std::visit(NoiseToToml{into}, spec); }

}  // namespace firstmove::engine

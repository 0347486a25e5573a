#include "manifest/read_choice.hpp"
#include "manifest/read_specs.hpp"

namespace firstmove::engine {
namespace {

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
  const auto choice = read_choice(node, manifest_table("noise"), in);
  const auto values = choice ? values_of(*choice, in) : std::nullopt;
  if (!values) return std::nullopt;
  const std::string_view kind = choice->kind->key;
  if (kind == "normal") return NormalNoise{values->front()};
  if (kind == "state_normal") return StateNormalNoise{values->front()};
  if (kind == "student_t") return StudentNoise{values->front(), values->back()};
  return UniformNoise{values->front()};
}

void insert_noise(toml::table& into, const NoiseSpec& spec) { std::visit(NoiseToToml{into}, spec); }

}  // namespace firstmove::engine

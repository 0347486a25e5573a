#include "plugin/library_check.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include "base/clean_text.hpp"

namespace firstmove::engine {
namespace {

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::islower(c) || std::isdigit(c) || c == '-';
  });
}

bool is_bare_key(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-';
  });
}

std::string fault_of(const fm_parameter* p, std::set<std::string>& names) {
  if (!p || p->struct_size < sizeof(fm_parameter)) return "a parameter smaller than fm_parameter";
  if (!p->name || !is_bare_key(p->name)) return "a parameter whose name is not a bare TOML key";
  if (const std::string fault = fault_of_name(p->name); !fault.empty())
    return "a parameter whose name " + fault;
  if (!names.insert(p->name).second) return fmt::format("two parameters named '{}'", p->name);
  if (p->type < FM_TYPE_BOOL || p->type > FM_TYPE_REALS)
    return fmt::format("parameter '{}' with an unknown type", p->name);
  if ((p->type == FM_TYPE_REALS) != (p->rank >= 1 && p->rank <= FM_MAX_RANK) ||
      (p->type != FM_TYPE_REALS && p->rank != 0))
    return fmt::format("parameter '{}' with a rank that its type does not allow", p->name);
  if (!p->doc) return fmt::format("parameter '{}' without a doc", p->name);
  if (p->required && p->default_value)
    return fmt::format("parameter '{}' is required and also has a default", p->name);
  if (!(p->minimum <= p->maximum))
    return fmt::format("parameter '{}' with a minimum above its maximum", p->name);
  if (const std::string fault = p->default_value ? fault_of_text(p->default_value) : "";
      !fault.empty())
    return fmt::format("parameter '{}' with a default that {}", p->name, fault);
  for (const char* const* choice = p->choices; choice && *choice; ++choice)
    if (const std::string fault = **choice ? fault_of_name(*choice) : ""; !fault.empty())
      return fmt::format("parameter '{}' with a choice that {}", p->name, fault);
  return "";
}

std::string fault_of(const fm_game& t) {
  if (t.struct_size < offsetof(fm_game, extension)) return "a game table that is too small";
  if (!t.create || !t.destroy || !t.shape || !t.offers || !t.prepare || !t.release || !t.evaluate)
    return "a game table with a missing function";
  return "";
}
std::string fault_of(const fm_rule* rule) {
  if (!rule) return "";
  if (!FM_HAS(rule, fm_rule, converges)) return "a rule that is too small";
  for (const char* text :
       {rule->direction, rule->needs, rule->cost, rule->players, rule->converges})
    if (!text) return "a rule with a missing text";
  return "";
}
std::string fault_of(const fm_learner& t) {
  if (t.struct_size < offsetof(fm_learner, extension)) return "a learner table that is too small";
  if (!t.create || !t.destroy) return "a learner table with a missing function";
  if ((t.direction == nullptr) == (t.respond == nullptr))
    return "a learner table that does not have exactly one of direction and respond";
  return FM_HAS(&t, fm_learner, rule) ? fault_of(t.rule) : "";
}
std::string fault_of(const fm_observer& t) {
  if (t.struct_size < offsetof(fm_observer, extension))
    return "an observer table that is too small";
  if (!t.create || !t.destroy) return "an observer table with a missing function";
  if ((t.open == nullptr) != (t.observe == nullptr) || (t.open == nullptr) != (t.close == nullptr))
    return "an observer table with some of open, observe and close but not all";
  return "";
}

std::string fault_of(const fm_descriptor* d) {
  if (!d || d->struct_size < sizeof(fm_descriptor))
    return "a descriptor smaller than fm_descriptor";
  if (!d->id || !is_id(d->id))
    return "a plugin id that is not made of lower-case letters, digits and '-'";
  if (const std::string fault = fault_of_name(d->id); !fault.empty())
    return "a plugin id that " + fault;
  for (const char* text : {d->version, d->summary, d->authors, d->licence, d->citation})
    if (!text) return fmt::format("plugin '{}' with a missing text (version, summary, ..)", d->id);
  if (!d->table) return fmt::format("plugin '{}' without a table", d->id);
  if (d->parameter_count > 0 && !d->parameters)
    return fmt::format("plugin '{}' with a parameter count but no parameters", d->id);
  std::set<std::string> names;
  for (std::uint32_t i = 0; i < d->parameter_count; ++i)
    if (const std::string fault = fault_of(d->parameters[i], names); !fault.empty())
      return fmt::format("plugin '{}': {}", d->id, fault);
  std::string fault;
  switch (d->kind) {
    case FM_KIND_GAME:
      fault = fault_of(*static_cast<const fm_game*>(d->table));
      break;
    case FM_KIND_LEARNER:
      fault = fault_of(*static_cast<const fm_learner*>(d->table));
      break;
    case FM_KIND_OBSERVER:
      fault = fault_of(*static_cast<const fm_observer*>(d->table));
      break;
    default:
      fault = "a kind that this version of firstmove does not know";
  }
  return fault.empty() ? "" : fmt::format("plugin '{}': {}", d->id, fault);
}

}  // namespace

std::string fault_of(const fm_library* library) {
  if (!library) return "gives no table";
  if (!FM_HAS(library, fm_library, abi_minor))
    return "gives a table that is too small to state its ABI version";
  if (library->abi_major != FM_ABI_MAJOR)
    return fmt::format("was built for ABI {}.{}, but this firstmove uses ABI {}.{}; rebuild it",
                       library->abi_major, library->abi_minor, FM_ABI_MAJOR, FM_ABI_MINOR);
  if (library->abi_minor > FM_ABI_MINOR)
    return fmt::format(
        "needs ABI {}.{}, but this firstmove offers {}.{}; update firstmove, or "
        "rebuild the plugin with its headers",
        library->abi_major, library->abi_minor, FM_ABI_MAJOR, FM_ABI_MINOR);
  if (!FM_HAS(library, fm_library, descriptors)) return "gives a table that is too small";
  if (library->count == 0 || !library->descriptors) return "lists no plugins";
  for (std::uint32_t i = 0; i < library->count; ++i)
    if (const std::string fault = fault_of(library->descriptors[i]); !fault.empty())
      return "breaks the ABI: " + fault;
  return "";
}

}  // namespace firstmove::engine

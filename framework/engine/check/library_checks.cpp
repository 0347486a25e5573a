// Checks of the file itself, its table and its descriptors.
#include <dlfcn.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <regex>

#include "base/clean_text.hpp"
#include "base/elf.hpp"
#include "check/call.hpp"
#include "check/checked_plugin.hpp"
#include "plugin/library_check.hpp"

namespace firstmove::engine::checks {
namespace {

// `known`: the sizes of the struct in all versions of the ABI, given by the end of its last member.
void check_size(const char* name, std::uint32_t size, std::initializer_list<std::size_t> known) {
  if (std::find(known.begin(), known.end(), size) != known.end()) return;
  throw Failed(fmt::format("{} says struct_size = {}; its known sizes up to ABI {}.{} are {}", name,
                           size, FM_ABI_MAJOR, FM_ABI_MINOR, fmt::join(known, ", ")));
}

#define FM_END(type, member) (offsetof(type, member) + sizeof(type::member))

void check_sizes(const fm_descriptor& d) {
  check_size("fm_descriptor", d.struct_size, {sizeof(fm_descriptor)});
  for (std::uint32_t i = 0; i < d.parameter_count; ++i)
    check_size("fm_parameter", d.parameters[i]->struct_size, {sizeof(fm_parameter)});
  switch (d.kind) {
    case FM_KIND_GAME:
      return check_size("fm_game", static_cast<const fm_game*>(d.table)->struct_size,
                        {FM_END(fm_game, evaluate), sizeof(fm_game)});
    case FM_KIND_LEARNER: {
      const auto& table = *static_cast<const fm_learner*>(d.table);
      check_size("fm_learner", table.struct_size,
                 {FM_END(fm_learner, respond), FM_END(fm_learner, extension), sizeof(fm_learner)});
      if (FM_HAS(&table, fm_learner, rule) && table.rule)
        check_size("fm_rule", table.rule->struct_size, {sizeof(fm_rule)});
      return;
    }
    default:
      return check_size("fm_observer", static_cast<const fm_observer*>(d.table)->struct_size,
                        {FM_END(fm_observer, finish), sizeof(fm_observer)});
  }
}

const fm_library* table_of(const std::filesystem::path& file) {
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* const why = dlerror();
    throw Failed(fmt::format("the library cannot be loaded: {}", why ? why : "no reason given"));
  }
  void* const entry = dlsym(library, FM_ENTRY_SYMBOL);
  if (!entry) throw Failed("the library does not export '" FM_ENTRY_SYMBOL "'");
  note(FM_ENTRY_SYMBOL "()");
  return guarded([&] { return reinterpret_cast<const fm_library* (*)()>(entry)(); });
}

bool licence_like(const std::string& text) {
  static const std::regex spdx(
      R"(\(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*( (AND|OR|WITH) \(*[A-Za-z0-9][A-Za-z0-9.+-]*\)*)*)");
  return std::regex_match(text, spdx);
}

// The descriptor as the library gives it: in `loaded`, texts have been cleaned.
const fm_descriptor& own_descriptor(const std::filesystem::path& file,
                                    const fm_descriptor& loaded) {
  const fm_library& library = *table_of(file);
  for (std::uint32_t i = 0; i < library.count; ++i)
    if (const fm_descriptor& d = *library.descriptors[i];
        d.kind == loaded.kind && std::string_view(d.id) == loaded.id)
      return d;
  throw Failed("the library gives another table than before");
}

void check_texts(const fm_descriptor& d) {
  const auto require = [](const std::string& name, const char* text) {
    if (const std::string fault = fault_of_text(text); !fault.empty())
      throw Failed(fmt::format("{} {}; the host shows an altered text", name, fault));
  };
  require("its version", d.version);
  require("its summary", d.summary);
  require("its authors", d.authors);
  require("its licence", d.licence);
  require("its citation", d.citation);
  for (std::uint32_t i = 0; i < d.parameter_count; ++i)
    require(fmt::format("the doc of parameter '{}'", d.parameters[i]->name), d.parameters[i]->doc);
  if (d.kind != FM_KIND_LEARNER) return;
  const auto& table = *static_cast<const fm_learner*>(d.table);
  if (!FM_HAS(&table, fm_learner, rule) || !table.rule) return;
  const fm_rule& rule = *table.rule;
  for (const char* text : {rule.direction, rule.needs, rule.cost, rule.players, rule.converges})
    require("a text of its rule", text);
}

std::vector<std::string> visible_names(const std::filesystem::path& file) {
  try {
    ElfFile elf(file);
    if (!elf.is_shared_library()) throw Failed("the file is not a 64-bit shared library");
    return elf.visible_names();
  } catch (const ElfError& error) {
    throw Failed(error.what());
  }
}

}  // namespace

Answer check_symbol(const std::filesystem::path& file) {
  const std::vector<std::string> visible = visible_names(file);
  if (std::find(visible.begin(), visible.end(), FM_ENTRY_SYMBOL) == visible.end())
    throw Failed("the library does not export '" FM_ENTRY_SYMBOL
                 "'; use FM_EXPORT, or a macro like "
                 "FIRSTMOVE_GAME");
  note("dlopen");
  const fm_library* const table = table_of(file);
  if (table != table_of(file))
    throw Failed(FM_ENTRY_SYMBOL "() returns a different table at each call");
  if (visible.size() > 1)
    return noted(fmt::format("the library loads; besides '" FM_ENTRY_SYMBOL "' it exports {} other "
                             "symbols, '{}' among them: build it with hidden visibility",
                             visible.size() - 1,
                             visible[0] == FM_ENTRY_SYMBOL ? visible[1] : visible[0]));
  return passed("the library loads, all its symbols resolve, and '" FM_ENTRY_SYMBOL
                "' is its only exported symbol");
}

Answer check_abi(const std::filesystem::path& file) {
  const fm_library* const library = table_of(file);
  if (const std::string fault = fault_of(library); !fault.empty())
    throw Failed("the library " + fault);
  check_size("fm_library", library->struct_size, {sizeof(fm_library)});
  for (std::uint32_t i = 0; i < library->count; ++i) check_sizes(*library->descriptors[i]);
  return passed(fmt::format("ABI {}.{}, {} plugin{}, every struct has a known size",
                            library->abi_major, library->abi_minor, library->count,
                            library->count == 1 ? "" : "s"));
}

Answer check_descriptor(const CheckedPlugin& subject) {
  const fm_descriptor& d = subject.descriptor();
  check_texts(own_descriptor(subject.plugin.file, d));
  const std::string stem = subject.plugin.file.stem().string();
  if (subject.plugin.library->count == 1 && stem != d.id)
    throw Failed(fmt::format(
        "the file is named {}.so, but the plugin in it '{}': it would not be found", stem, d.id));
  for (const auto& [name, text] : {std::pair{"version", d.version},
                                   {"summary", d.summary},
                                   {"authors", d.authors},
                                   {"licence", d.licence}}) {
    if (*text == '\0') throw Failed(fmt::format("its {} is empty", name));
    if (std::string_view(text).find('\n') != std::string_view::npos)
      throw Failed(fmt::format("its {} has more than one line", name));
  }
  if (!std::isdigit(static_cast<unsigned char>(*d.version)))
    throw Failed(fmt::format("its version '{}' does not start with a digit; write one like 1.0.0",
                             d.version));
  if (!licence_like(d.licence))
    throw Failed(fmt::format("its licence '{}' is not an SPDX expression like MIT or Apache-2.0",
                             d.licence));
  for (std::uint32_t i = 0; i < d.parameter_count; ++i) {
    const fm_parameter& p = *d.parameters[i];
    if (*p.doc == '\0') throw Failed(fmt::format("parameter '{}' has an empty doc", p.name));
    if (p.choices && p.type != FM_TYPE_STRING)
      throw Failed(fmt::format("parameter '{}' has choices but is not a string", p.name));
  }
  // Checks the default of each optional parameter against its own schema.
  std::vector<Mistake> mistakes;
  (void)Parameters(d, nullptr, "the plugin", mistakes);
  for (const Mistake& mistake : mistakes)
    if (mistake.what.find("needs parameter") == std::string::npos)
      throw Failed("a default does not fit its own schema: " + mistake.what);
  if (d.kind == FM_KIND_LEARNER)
    if (const fm_rule* const rule = subject.plugin.rule())
      for (const char* text :
           {rule->direction, rule->needs, rule->cost, rule->players, rule->converges})
        if (std::string_view(text).find('\n') != std::string_view::npos)
          throw Failed(fmt::format("a text of its rule has more than one line: '{}'", text));
  return passed(
      fmt::format("'{}' {}, {}: its texts are complete, its licence is an SPDX expression, and the "
                  "defaults of its {} parameters are valid",
                  d.id, d.version, d.licence, d.parameter_count));
}

}  // namespace firstmove::engine::checks

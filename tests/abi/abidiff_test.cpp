// Compares headers of earlier ABI versions with today's header: their layouts by abidiff, which
// reads them from compiled libraries, and their constants as macros, which no layout contains.
#include <map>
#include <regex>
#include <set>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;

constexpr const char* today = SOURCE_TREE "/framework/abi/firstmove/abi.h";

std::vector<fs::path> golden_headers() {
  std::vector<fs::path> headers;
  for (const auto& entry : fs::directory_iterator(SOURCE_TREE "/tests/abi/golden"))
    if (entry.path().extension() == ".h") headers.push_back(entry.path());
  REQUIRE(!headers.empty());
  return headers;
}

// A library with one function for each type of a header, so that its debug information describes
// all of them.
fs::path library_of(const fs::path& header, const TempFolder& folder, const std::string& name) {
  const std::string text = read_file(header);
  std::string source = "#include \"" + header.string() + "\"\n";
  const std::regex type(R"((?:^|\n)(?:\} |typedef \w+ )(fm_\w+);)");
  for (std::sregex_iterator at(text.begin(), text.end(), type), end; at != end; ++at) {
    const std::string id = (*at)[1];
    source += "void use_" + id + "(const " + id + "* p);\nvoid use_" + id + "(const " + id +
              "* p) { (void)p; }\n";
  }
  const fs::path file = folder / (name + ".c"), library = folder / (name + ".so");
  write_file(file, source);
  const Outcome built =
      shell("gcc -std=c11 -g -O0 -fPIC -shared -o " + library.string() + " " + file.string());
  REQUIRE_MESSAGE(built.code == 0, built.err);
  return library;
}

// The structs whose first member is struct_size; these may grow.
std::set<std::string> growing(const fs::path& header) {
  std::set<std::string> names;
  const std::string text = read_file(header);
  const std::regex first(R"(typedef struct (fm_\w+) \{\s*uint32_t struct_size;)");
  for (std::sregex_iterator at(text.begin(), text.end(), first), end; at != end; ++at)
    names.insert((*at)[1]);
  return names;
}

// The lines of abidiff's report about anything but members appended to structs that may grow.
// (abidiff can suppress such members, has_data_member_inserted_at = end, but version 2.2 then hides
// every other change of the struct as well.)
std::string breaks(const std::string& report, const std::set<std::string>& may_grow) {
  static const std::regex idle(
      R"(|Leaf changes summary: .*|Changed leaf types summary: .*|  \d+ data member insertions?:)"
      R"(|Removed/Changed/Added (functions|variables) summary: 0 Removed, 0 Changed, 0 Added .*)");
  static const std::regex type(R"('struct (fm_\w+)' changed:)");
  static const std::regex grown(R"(  type size changed from (\d+) to \d+ \(in bits\))");
  static const std::regex member(R"(    '.*', at offset (\d+) \(in bits\))");
  std::string found, name;
  unsigned long end_then = 0;
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, type))
      name = match[1];
    else if (std::regex_match(line, match, grown) && may_grow.contains(name))
      end_then = std::stoul(match[1]);
    else if (std::regex_match(line, match, member) && may_grow.contains(name) &&
             std::stoul(match[1]) >= end_then && end_then != 0)
      continue;
    else if (!std::regex_match(line, idle))
      found += name + ": " + line + "\n";
  }
  return found;
}

// The ways in which a header breaks the layouts of an older one; empty if there are none.
std::string layout_breaks(const fs::path& then, const fs::path& now) {
  const TempFolder folder;
  write_file(folder / "allowed", "[suppress_function]\nchange_kind = added-function\n");
  const Outcome compared = shell(
      "abidiff --leaf-changes-only --harmless --no-added-syms --no-show-locs --suppressions " +
      (folder / "allowed").string() + " " + library_of(then, folder, "then").string() + " " +
      library_of(now, folder, "now").string());
  REQUIRE_MESSAGE((compared.code & 3) == 0, compared.err);  // bit 0: an error, bit 1: usage
  return breaks(compared.out, growing(then));
}

// The macros of a header: the name with its arguments, and the replacement text.
std::map<std::string, std::string> constants(const fs::path& header) {
  const auto macros = [](const std::string& file) {
    const Outcome defined = shell(
        "gcc -std=c11 -dM -E -include stdbool.h -include stddef.h "
        "-include stdint.h -x c " +
        file);
    REQUIRE_MESSAGE(defined.code == 0, defined.err);
    std::map<std::string, std::string> found;
    const std::regex define(R"(#define (\w+(?:\([^)]*\))?) ?(.*))");
    std::istringstream lines(defined.out);
    for (std::string line; std::getline(lines, line);)
      if (std::smatch match; std::regex_match(line, match, define)) found[match[1]] = match[2];
    return found;
  };
  auto own = macros(header.string());
  for (const auto& [name, value] : macros("/dev/null")) own.erase(name);
  return own;
}

std::string constant_breaks(const fs::path& then, const fs::path& now) {
  std::string found;
  const auto is = constants(now);
  for (const auto& [name, value] : constants(then)) {
    const auto same = is.find(name);
    if (same == is.end())
      found += name + " is gone\n";
    else if (name == "FM_ABI_MINOR" ? std::stoul(same->second) < std::stoul(value)
                                    : same->second != value)
      found += name + " was " + value + " and is " + same->second + "\n";
  }
  return found;
}

TEST_CASE("today's header keeps every golden header's layouts and constants") {
  for (const fs::path& header : golden_headers()) {
    CAPTURE(header);
    CHECK(layout_breaks(header, today) == "");
    CHECK(constant_breaks(header, today) == "");
    CHECK(constants(header).size() > 25);
    CHECK(growing(header).size() > 15);
  }
}

// Today's header after an edit by sed; the edit must change it.
fs::path edited(const TempFolder& folder, const std::string& edit) {
  const fs::path header = folder / "edited.h";
  const Outcome made = shell("sed -E '" + edit + "' " + today + " > " + header.string());
  REQUIRE(made.code == 0);
  REQUIRE_MESSAGE(read_file(header) != read_file(today), "nothing is changed by " << edit);
  return header;
}

TEST_CASE("a change that breaks a layout is found, also in structs that have grown since") {
  const fs::path then = SOURCE_TREE "/tests/abi/golden/abi-1.0.h";
  for (const auto& [edit, name] : {
           std::pair("s|^  uint64_t steps;       .. taken ..|  uint64_t middle;\\n&|", "fm_run"),
           std::pair("s|^  double wall_seconds;|  float wall_seconds;|", "fm_run"),
           std::pair("/^  const uint32_t. dims; .. players ..$/d", "fm_run"),
           std::pair("s|^  uint32_t terminal;|  uint32_t screen;|", "fm_experiment"),
           std::pair("s|^  int32_t kind;|  uint32_t kind;|", "fm_domain"),
           std::pair("s|^  double upper;|&\\n  double more;|", "fm_domain"),  // frozen
           std::pair("s|^typedef int32_t fm_status|typedef int64_t fm_status|", "fm_oracle"),
           std::pair("s|(.fail..const struct fm_oracle. oracle, )uint32_t|\\1uint64_t|",
                     "fm_oracle"),
           std::pair("s|^  const char. const. learner_names|  const char* learner_names|",
                     "fm_experiment"),
           std::pair("s|^#define FM_MAX_RANK 3u|#define FM_MAX_RANK 4u|", "fm_value"),
           std::pair("s|^  double seconds; .. since.*|  float seconds;\\n  float pause;|",
                     "fm_progress"),
       }) {
    CAPTURE(edit);
    const TempFolder folder;
    const std::string found = layout_breaks(then, edited(folder, edit));
    CHECK_MESSAGE(found.find(name) != std::string::npos, found);
  }
}

TEST_CASE("growth at the end of structs, new types and new constants break nothing") {
  const fs::path then = SOURCE_TREE "/tests/abi/golden/abi-1.0.h";
  const TempFolder folder;
  const fs::path now =
      edited(folder,
             "s|^#define FM_MAX_RANK 3u|&\\n#define FM_NEW 1u|;"
             "s|^\\} fm_batch;|  uint64_t more;\\n&\\ntypedef struct fm_new { int x; } fm_new;|");
  CHECK(layout_breaks(then, now) == "");
  CHECK(constant_breaks(then, now) == "");
}

TEST_CASE("a constant that is changed or removed is found") {
  const fs::path then = SOURCE_TREE "/tests/abi/golden/abi-1.0.h";
  for (const auto& [edit, said] : {
           std::pair("s|^#define FM_GRADIENT 1 |#define FM_GRADIENT 2 |",
                     "FM_GRADIENT was 1 and is 2\n"),
           std::pair("/^#define FM_RUN_STOPPED/d", "FM_RUN_STOPPED is gone\n"),
           std::pair("s|^#define FM_ABI_MAJOR 1u|#define FM_ABI_MAJOR 2u|",
                     "FM_ABI_MAJOR was 1u and is 2u\n"),
           std::pair("s|\"firstmove_library\"|\"firstmove_entry\"|",
                     "FM_ENTRY_SYMBOL was \"firstmove_library\" and is \"firstmove_entry\"\n"),
           std::pair("s|>= offsetof|> offsetof|", "FM_HAS(pointer,type,member) was"),
       }) {
    CAPTURE(edit);
    const TempFolder folder;
    const std::string found = constant_breaks(then, edited(folder, edit));
    CHECK_MESSAGE(found.find(said) != std::string::npos, found);
  }
}

}  // namespace

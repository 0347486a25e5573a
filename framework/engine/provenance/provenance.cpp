#include "provenance/provenance.hpp"

#include <firstmove/abi.h>
#include <spdlog/fmt/fmt.h>
#include <sys/utsname.h>

#include <fstream>

#include "provenance/built_with.hpp"
#include "provenance/processor.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// The commit is stored in a file next to the plugins, not in the program: a run is identified by
// the program's hash, among others (identity.hpp), and a commit that changes no code must not
// change that identity.
std::string commit_of_sources() {
  const fs::path tree = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  for (const char* place : {"lib/firstmove/commit", FIRSTMOVE_LIBDIR "/firstmove/commit"}) {
    std::ifstream file(tree / place);
    if (std::string line; std::getline(file, line)) return line;
  }
  return "unknown";
}

}  // namespace

Provenance provenance_here() {
  Provenance here;
  here.version = FIRSTMOVE_VERSION;
  here.abi = fmt::format("{}.{}", FM_ABI_MAJOR, FM_ABI_MINOR);
  here.git_commit = commit_of_sources();
  const BuiltWith built = built_with("/proc/self/exe");
  here.compiler = built.compiler;
  here.flags = built.flags;
  utsname system{};
  uname(&system);
  here.host = fmt::format("{} {} {}", system.sysname, system.release, system.machine);
  const Processor cpu = processor();
  here.processor = cpu.model;
  here.instructions = cpu.instructions;
  return here;
}

}  // namespace firstmove::engine

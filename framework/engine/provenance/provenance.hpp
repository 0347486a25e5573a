// Where results come from: this firstmove, what it was built with, the machine, the commits.
#pragma once

#include <array>
#include <filesystem>
#include <string>

namespace firstmove::engine {

// Each text one line, empty where it is not known.
struct Provenance {
  std::string version, abi;
  std::string program;          // SHA-256 of the file that ran
  std::string git_commit;       // of its sources, with " dirty" if they were changed; or "unknown"
  std::string compiler, flags;  // of the program
  std::string host;             // operating system and machine, no host name
  std::string processor, instructions;
  std::string manifest_commit;  // of the manifest's repository; git.hpp

  bool operator==(const Provenance&) const = default;
};

// The names of a part: in results, and in messages.
struct ProvenancePart {
  const char* column;
  const char* name;
  std::string Provenance::*text;
};
inline constexpr std::array<ProvenancePart, 10> provenance_parts = {{
    {"version", "version", &Provenance::version},
    {"abi", "ABI", &Provenance::abi},
    {"host", "host", &Provenance::host},
    {"program", "program's SHA-256", &Provenance::program},
    {"git_commit", "git commit", &Provenance::git_commit},
    {"compiler", "compiler", &Provenance::compiler},
    {"flags", "flags", &Provenance::flags},
    {"processor", "processor", &Provenance::processor},
    {"instructions", "instruction sets", &Provenance::instructions},
    {"manifest_commit", "git commit around the manifest", &Provenance::manifest_commit},
}};

// The provenance of this program, without its hash and the manifest's commit.
Provenance provenance_here();

}  // namespace firstmove::engine

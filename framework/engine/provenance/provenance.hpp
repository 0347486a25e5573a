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
  std::string manifest_commit;  // of the repository that the manifest stands in; git.hpp

  bool operator==(const Provenance&) const = default;
};

// What a part is called in results, and to a person.
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

// Of this program; without the program's hash and the manifest's commit.
Provenance provenance_here();

}  // namespace firstmove::engine

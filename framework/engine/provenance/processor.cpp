#include "provenance/processor.hpp"

#include <sys/utsname.h>

#include <array>
#include <fstream>
#include <sstream>

namespace firstmove::engine {
namespace {

// SIMD and fused arithmetic, by which compilers and libraries choose their code. x86, then Arm.
bool computes(const std::string& flag) {
  for (const char* family : {"sse", "ssse", "avx", "amx", "fma", "f16c", "asimd", "sve"})
    if (flag.starts_with(family)) return true;
  return flag == "pni" || flag == "fp" || flag == "fphp";
}

}  // namespace

Processor processor() {
  Processor found;
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line) && !line.empty();) {  // the first processor
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
    const std::size_t from = line.find_first_not_of(' ', colon + 1);
    const std::string value = from == std::string::npos ? "" : line.substr(from);
    if (key == "model name") found.model = value;
    if (key != "flags" && key != "Features") continue;
    std::istringstream words(value);
    for (std::string flag; words >> flag;)
      if (computes(flag)) found.instructions += (found.instructions.empty() ? "" : " ") + flag;
  }
  if (found.model.empty()) {
    utsname system{};
    uname(&system);
    found.model = system.machine;
  }
  return found;
}

}  // namespace firstmove::engine

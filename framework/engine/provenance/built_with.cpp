#include "provenance/built_with.hpp"

#include <algorithm>
#include <vector>

#include "base/elf.hpp"

namespace firstmove::engine {
namespace {

// The distinct NUL-terminated texts, separated by "; ".
std::string texts(const std::string& section) {
  std::vector<std::string> each;
  for (std::size_t from = 0; from < section.size();) {
    const std::size_t end = std::min(section.find('\0', from), section.size());
    const std::string text = section.substr(from, end - from);
    if (!text.empty() && std::find(each.begin(), each.end(), text) == each.end())
      each.push_back(text);
    from = end + 1;
  }
  std::string all;
  for (const std::string& text : each) all += (all.empty() ? "" : "; ") + text;
  std::replace_if(
      all.begin(), all.end(), [](unsigned char c) { return c < ' ' || c > '~'; }, ' ');
  return all;
}

}  // namespace

BuiltWith built_with(const std::filesystem::path& file) {
  try {
    ElfFile elf(file);
    return {texts(elf.section(".comment")), texts(elf.section(".firstmove.flags"))};
  } catch (const ElfError&) {
    return {};
  }
}

}  // namespace firstmove::engine

// What may fail while it is written is written in one place each, which checks it.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

std::vector<std::string> files_with(const std::string& part) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(SOURCE_TREE "/framework"))
    if (const std::string extension = entry.path().extension().string();
        extension == ".cpp" || extension == ".hpp")
      if (read_file(entry.path()).find(part) != std::string::npos)
        found.push_back(entry.path().filename().string());
  return found;
}

TEST_CASE("JSON is written by json_text alone: dump() throws at invalid UTF-8") {
  CHECK(files_with(".dump(") == std::vector<std::string>{"json_text.hpp"});
}

TEST_CASE("files are written by FileWriter, and arrays by NpyWriter") {
  CHECK(files_with("std::ofstream") == std::vector<std::string>{"npy.hpp"});
}

}  // namespace

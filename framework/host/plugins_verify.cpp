#include "plugins_verify.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "reproduce/verify.hpp"

namespace firstmove::host {
namespace {

const char* use_of(const Verified& file) {
  if (file.hash == Verified::Hash::missing || file.hash == Verified::Hash::differs)
    return "not tried";
  return file.refusal.empty() ? "loads" : "refused";
}

void print(const std::vector<Verified>& files) {
  std::size_t width = 0;
  for (const Verified& file : files) width = std::max(width, file.file.filename().string().size());
  std::filesystem::path folder;
  for (const Verified& file : files) {
    if (file.file.parent_path() != folder)
      std::cout << (folder = file.file.parent_path()).string() << '\n';
    std::cout << fmt::format("  {:<{}}  {:<9}  {:<8}  {}\n", file.file.filename().string(), width,
                             use_of(file), hash_name(file.hash), file.good() ? "" : "WRONG");
    if (!file.refusal.empty()) std::cout << fmt::format("    {}\n", file.refusal);
  }
  const auto wrong =
      std::count_if(files.begin(), files.end(), [](const Verified& file) { return !file.good(); });
  std::cout << fmt::format("{} files, {} wrong\n", files.size(), wrong);
}

}  // namespace

int verify_plugins(const std::vector<std::filesystem::path>& folders, bool json) {
  const std::vector<Verified> files = verify(folders);
  const bool good =
      std::all_of(files.begin(), files.end(), [](const Verified& file) { return file.good(); });
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Verified& file : files)
      list.push_back({{"file", file.file.string()},
                      {"use", use_of(file)},
                      {"hash", hash_name(file.hash)},
                      {"refusal", file.refusal},
                      {"good", file.good()}});
    std::cout << json_text(nlohmann::ordered_json{{"good", good}, {"files", list}}, 2) << '\n';
  } else {
    print(files);
  }
  return good ? 0 : 1;
}

}  // namespace firstmove::host

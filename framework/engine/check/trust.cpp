#include "check/trust.hpp"

#include <firstmove/abi.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/json_text.hpp"
#include "base/private_folder.hpp"
#include "base/text_file.hpp"
#include "base/user_folders.hpp"
#include "base/write_file.hpp"
#include "plugin/plugin_file.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

constexpr const char* below_root = "firstmove/checked";

// The folder of the verdicts; empty if the environment does not name one, or if other users can
// change what is in it.
fs::path verdicts() {
  const fs::path data = user_data_folder();
  if (data.empty()) return data;
  const std::string fault = changed_by_others(data, below_root);
  if (fault.empty()) return data / below_root;
  static std::once_flag said;
  std::call_once(said, [&fault] {
    spdlog::warn(
        "{}, so the verdicts of 'firstmove check' there do not count; take the right to write from "
        "others (chmod go-w), or set XDG_DATA_HOME to a folder of your own",
        fault);
  });
  return {};
}

std::string abi() { return fmt::format("{}.{}", FM_ABI_MAJOR, FM_ABI_MINOR); }

// Whether the folder's SHA256SUMS, in the form of sha256sum, names the file with this hash.
bool summed(const fs::path& file, const std::string& sha256) {
  const fs::path list = file.parent_path() / "SHA256SUMS";
  if (!fault_of_file(list).empty()) return false;
  std::istringstream sums(read_text(list));
  for (std::string line; std::getline(sums, line);) {
    std::istringstream words(line);
    std::string hash, name;
    if (!(words >> hash >> name)) continue;
    if (name.starts_with('*')) name.erase(0, 1);  // the form of sha256sum --binary
    if (hash == sha256 && fs::path(name).filename() == file.filename()) return true;
  }
  return false;
}

bool in_own_folder(const fs::path& file) {
  const std::vector<fs::path> own = own_plugin_folders();
  return std::any_of(own.begin(), own.end(), [&file](const fs::path& folder) {
    std::error_code error;
    return fs::equivalent(folder, file.parent_path(), error) && !error;
  });
}

}  // namespace

const char* trust_name(Trust trust) {
  switch (trust) {
    case Trust::shipped:
      return "shipped";
    case Trust::checked:
      return "checked";
    case Trust::failed:
      return "failed";
    default:
      return "unchecked";
  }
}

TrustStatus trust_of(const fs::path& file, const std::string& sha256) {
  TrustStatus status;
  if (const fs::path folder = verdicts(); !folder.empty()) {
    const fs::path verdict = folder / (sha256 + ".json");
    const bool believed = fault_of_file(verdict).empty() && changed_by_others(verdict).empty();
    const json kept = json::parse(believed ? read_text(verdict) : "", nullptr, false);
    try {
      if (kept.is_object() && kept.at("sha256") == sha256 && kept.at("abi") == abi()) {
        status.failed = kept.at("failed").get<std::vector<std::string>>();
        status.trust = status.failed.empty() ? Trust::checked : Trust::failed;
      }
    } catch (const json::exception&) {
      status = {};  // not a valid verdict
    }
  }
  if (status.trust != Trust::failed && in_own_folder(file) && summed(file, sha256))
    status.trust = Trust::shipped;
  return status;
}

void keep_verdict(const CheckReport& report) {
  const fs::path folder = verdicts();
  if (folder.empty()) return;
  const json verdict = {{"sha256", report.sha256},
                        {"abi", abi()},
                        {"failed", report.failed()},
                        {"file", report.file.string()},
                        {"firstmove", FIRSTMOVE_VERSION}};
  std::error_code error;
  make_private_folder(user_data_folder(), below_root);
  const fs::path file = folder / (report.sha256 + ".json");
  try {
    write_whole_file(file, json_text(verdict, 2) + "\n");
    // Whatever the umask allows to others.
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  } catch (const std::runtime_error& fault) {  // InputError, WriteError, filesystem_error
    spdlog::warn("cannot save the verdict of the check: {}", fault.what());
  }
}

}  // namespace firstmove::engine

#include "results/recorded_file.hpp"

#include "base/inside.hpp"

namespace firstmove::engine {

RecordedFile recorded_file(const std::filesystem::path& folder, const std::string& path) {
  const auto found = inside(folder, path);
  if (!found) return {FileState::refused, {}};
  std::error_code error;
  const auto kind = std::filesystem::status(*found, error).type();
  if (kind == std::filesystem::file_type::not_found) return {FileState::missing, *found};
  if (kind != std::filesystem::file_type::regular) return {FileState::refused, {}};
  return {FileState::there, *found};
}

}  // namespace firstmove::engine

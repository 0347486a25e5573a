// Reads texts that users give: manifests, sources, lists of hashes. One place says what may be
// read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace firstmove::engine {

// Bytes of the largest text that is read.
inline constexpr std::size_t most_text = std::size_t{32} << 20;

// Why a path does not name a regular file: "there is no file x", "x is a folder, not a file"; "" if
// it does. Devices and pipes are refused because reading them may never end.
std::string fault_of_file(const std::filesystem::path& file);

// The content of a regular file of at most `most` bytes. Throws InputError with fault_of_file's
// reason, or if the file is larger or cannot be read. It never waits for another process.
std::string read_text(const std::filesystem::path& file, std::size_t most = most_text);

}  // namespace firstmove::engine

// SHA-256, in hexadecimal.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

std::string sha256(const std::string& bytes);
std::string sha256_of_file(const std::filesystem::path& file);  // throws std::runtime_error

}  // namespace firstmove::engine

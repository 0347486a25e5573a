// Names of files that this program creates.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

// The most bytes of a name that a user gives and that becomes part of a file's name: file systems
// allow 255 bytes, and firstmove appends to it.
inline constexpr std::size_t most_name = 200;

// What makes a path impossible to create, because it or a name in it is too long: "the name
// 'aaaa..' has 300 characters; a name may have at most 255"; "" if nothing.
std::string fault_of_length(const std::filesystem::path& path);

// For each text a file name that is different from the others: the prefix and the text, in which
// everything but letters, digits, '-' and '_' becomes '_', and which is cut if it is long.
std::vector<std::string> file_names(const std::string& prefix,
                                    const std::vector<std::string>& texts);

}  // namespace firstmove::engine

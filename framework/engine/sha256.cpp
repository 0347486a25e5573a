#include <openssl/evp.h>
#include <spdlog/fmt/fmt.h>

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "store.hpp"

namespace firstmove {

std::string sha256_of_file(const std::filesystem::path& file) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  std::ifstream stream(file, std::ios::binary);
  bool well = stream && context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  std::array<char, 65536> buffer;
  while (well && stream) {
    stream.read(buffer.data(), buffer.size());
    well = EVP_DigestUpdate(context.get(), buffer.data(),
                            static_cast<std::size_t>(stream.gcount())) == 1;
  }
  std::array<unsigned char, 32> digest;
  unsigned length = 0;
  if (!well || !stream.eof() || EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1)
    throw std::runtime_error(fmt::format("{} cannot be read to be hashed", file.string()));
  std::string text;
  for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace firstmove

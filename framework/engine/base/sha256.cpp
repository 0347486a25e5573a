#include "base/sha256.hpp"

#include <openssl/evp.h>
#include <spdlog/fmt/fmt.h>

#include <array>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "base/text_file.hpp"

namespace firstmove::engine {
namespace {

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    good_ = context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
  }
  void add(const char* bytes, std::size_t count) {
    good_ = good_ && EVP_DigestUpdate(context_.get(), bytes, count) == 1;
  }
  std::string text() {
    std::array<unsigned char, 32> digest;
    unsigned length = 0;
    if (!good_ || EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1)
      throw std::runtime_error("SHA-256 is not available");
    std::string text;
    for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  bool good_ = false;
};

}  // namespace

std::string sha256(const std::string& bytes) {
  Digest digest;
  digest.add(bytes.data(), bytes.size());
  return digest.text();
}

std::string sha256_of_file(const std::filesystem::path& file) {
  if (const std::string fault = fault_of_file(file); !fault.empty())
    throw std::runtime_error("cannot compute the SHA-256 of a file: " + fault);
  Digest digest;
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 65536> buffer;
  while (stream) {
    stream.read(buffer.data(), buffer.size());
    digest.add(buffer.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.eof())
    throw std::runtime_error(
        fmt::format("cannot compute the SHA-256 of {}: the file cannot be read", file.string()));
  return digest.text();
}

}  // namespace firstmove::engine

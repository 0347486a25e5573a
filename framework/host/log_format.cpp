#include "log_format.hpp"

#include <spdlog/pattern_formatter.h>

#include <ctime>
#include <string>

#include "base/clean_text.hpp"
#include "engine_names.hpp"

namespace firstmove::host {
namespace {

class CleanMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& to) override {
    const std::string text = clean_text({message.payload.data(), message.payload.size()});
    to.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<CleanMessage>();
  }
};

}  // namespace

std::unique_ptr<spdlog::formatter> log_format() {
  auto format = std::make_unique<spdlog::pattern_formatter>();
  format->add_flag<CleanMessage>('*').set_pattern("%^%l%$: %*");
  return format;
}

}  // namespace firstmove::host

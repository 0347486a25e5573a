#include "output.hpp"

#include <fcntl.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <cstring>
#include <iostream>
#include <streambuf>
#include <string_view>

#include "base/clean_text.hpp"
#include "base/write_file.hpp"
#include "engine_names.hpp"

namespace firstmove::host {
namespace {

class Channel : public std::streambuf {
 public:
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char byte = traits_type::to_char_type(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
  }

  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    if (error_ != 0) return 0;
    waiting_.append(bytes, static_cast<std::size_t>(count));
    const std::size_t end = waiting_.rfind('\n');
    if (end != std::string::npos && (terminal_ || waiting_.size() >= enough)) send(end + 1);
    return error_ == 0 ? count : 0;
  }

  int sync() override {
    if (error_ == 0) send(waiting_.size());
    return error_ == 0 ? 0 : -1;
  }

 private:
  static constexpr std::size_t enough = std::size_t{1} << 16;

  // On a terminal whole lines, so that no character or escape sequence is cut.
  void send(std::size_t count) {
    const std::string_view bytes = std::string_view(waiting_).substr(0, count);
    error_ = terminal_ ? write_all(STDOUT_FILENO,
                                   clean_text(bytes, std::string::npos, KeptControls::colours))
                       : write_all(STDOUT_FILENO, bytes);
    waiting_.erase(0, count);
  }

  const bool terminal_ = isatty(STDOUT_FILENO) != 0;
  std::string waiting_;
  int error_ = 0;  // as errno gives it
};

// Never destroyed: std::cout is flushed when the process ends, also by a plugin's exit().
struct Output {
  Channel channel;
  std::string whose = "this command", kept;
};
Output& output() {
  static Output& forever = *new Output;
  return forever;
}

}  // namespace

void watch_output() {
  // Without this, the next file that is opened, such as a database, would take the place of a
  // closed standard output and get what is printed.
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(standard, F_GETFD) < 0) (void)open("/dev/null", O_RDONLY);
  std::cout.rdbuf(&output().channel);
}

void name_output(const std::string& whose) { output().whose = whose; }
void say_what_is_kept(const std::string& kept) { output().kept = kept; }

int finish_output(int code) {
  std::cout.flush();
  const int error = output().channel.error();
  if (error == 0) return code;
  const std::string& kept = output().kept;
  std::cerr << clean_text(fmt::format(
                   "standard output cannot be written ({}): what {} prints is lost, in part or "
                   "completely{}",
                   std::strerror(error), output().whose, kept.empty() ? "" : "; " + kept))
            << '\n';
  return code == 0 ? 1 : code;
}

}  // namespace firstmove::host

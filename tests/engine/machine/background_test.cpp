// Threads, forks and systems that forbid machine code.
#include "machine/background.hpp"

#include <doctest/doctest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "machine/machine.hpp"
#include "machine/memory.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

// The exit code of a child that does this.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

std::size_t threads() {
  const std::filesystem::directory_iterator all("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// mprotect(.., PROT_EXEC) fails from now on.
bool forbid_execution() {
#ifdef __x86_64__
  sock_filter filter[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
                          BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])),
                          BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
                          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 13),
                          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program = {std::size(filter), filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
  return false;
#endif
}

}  // namespace

TEST_CASE("work in the background is done in its order, also after work that throws") {
  std::atomic<int> sum = 0;
  in_background([&] { sum = sum * 10 + 1; });
  in_background([] { throw std::runtime_error("no memory"); });
  in_background([&] { sum = sum * 10 + 2; });
  wait_for_background();
  in_background([&] { sum = sum * 10 + 3; });
  wait_for_background();
  CHECK(sum == 123);
}

TEST_CASE("no thread is left when nothing is to do") {
  wait_for_background();
  const std::size_t before = threads();
  in_background([] {});
  wait_for_background();
  CHECK(threads() == before);
}

TEST_CASE("a fork waits for work in the background, and the new process can have more done") {
  std::atomic<bool> done = false;
  in_background([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    done = true;
  });
  CHECK(in_child([&] {
          if (!done) return 1;
          std::atomic<int> more = 0;
          in_background([&] { more = 7; });
          wait_for_background();
          return more.load();
        }) == 7);
  CHECK(done);
}

TEST_CASE("a process that ends does not wait for work that has not begun") {
  CHECK(in_child([] {
          for (int i = 0; i < 1000; ++i)
            in_background([] { std::this_thread::sleep_for(std::chrono::milliseconds(100)); });
          exit(3);
          return 0;
        }) == 3);
}

TEST_CASE("where memory cannot be made executable, programs run without machine code") {
  Graph g;
  const NodeId x = g.action(0, 1);
  const NodeId square = g.apply(Operation::multiply, x, x);
  const std::vector<NodeId> outputs = {
      g.apply(Operation::divide, g.apply(Operation::maximum, square, x), g.number(3))};
  const Program program(g, outputs);
  const auto value = [&](Machine& machine) {
    AlignedNumbers in(8, 6.0), out(8);
    double* const to = out.data();
    machine.run(1, 8, in.data(), nullptr, &to);
    return out[0];
  };
  const int code = in_child([&] {
    if (!forbid_execution()) return 77;
    Machine machine(program);
    const bool made = machine.make_machine_code();
    return (made ? 1 : 0) + (value(machine) == 12 ? 0 : 2);
  });
  if (code == 77)
    MESSAGE("this system has no seccomp filters");
  else
    CHECK(code == 0);
  Machine here(program);
  CHECK(here.make_machine_code());
  CHECK(value(here) == 12);
}

}  // namespace firstmove::test

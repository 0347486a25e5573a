// One meaning for every name in the program: a build with link-time optimization, in which the
// linker sees the types of all files at once and refuses two of one name (-Wodr).
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

TEST_CASE("no two types of the program have the same name") {
  const TempFolder folder;
  const std::string build = (folder / "build").string();
  const Outcome built = shell(
      "cmake -S " SOURCE_TREE " -B " + build +
      " -G Ninja -DFIRSTMOVE_TESTS=OFF -DFIRSTMOVE_BENCH=OFF -DFIRSTMOVE_WERROR=OFF "
      "-DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE='-O0 -flto=auto -Wodr -Werror=odr' "
      "-DCMAKE_AR=/usr/bin/gcc-ar -DCMAKE_RANLIB=/usr/bin/gcc-ranlib && cmake --build " +
      build + " --target firstmove");
  CHECK_MESSAGE(built.code == 0,
                built.out.substr(built.out.size() - std::min<std::size_t>(built.out.size(), 4000))
                    << built.err);
}

}  // namespace

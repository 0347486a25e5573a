// One meaning for every name in the program. The objects of this build also hold what link-time
// optimization needs (FIRSTMOVE_PROGRAM_OPTIONS in CMakeLists.txt). The linker merges them without
// generating code, sees the types of all files at once, and refuses two of one name (-Wodr).
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

// What the linker says of objects, "" if nothing.
std::string merged(const std::string& objects) {
  const TempFolder folder;
  return shell("g++ -r -flto=auto -flinker-output=rel -O1 -Wodr -Werror=odr -o " +
               (folder / "all.o").string() + " " + objects)
      .err;
}

TEST_CASE("no two types of the program have the same name") {
  CHECK(merged("$(find " BUILD_TREE "/framework -name '*.cpp.o' -o -name '*_cxx.cxx.o')") == "");
}

TEST_CASE("a second type of the same name is found") {
  const TempFolder folder;
  std::string objects;
  for (const std::string type : {"int", "double"}) {
    const std::string file = (folder / type).string();
    write_file(file + ".cpp", "struct Twice { virtual ~Twice() = default; " + type + " x; };" +
                                  " Twice* make_" + type + "() { return new Twice; }");
    REQUIRE(shell("g++ -c -O1 -flto -ffat-lto-objects " + file + ".cpp -o " + file + ".o").code ==
            0);
    objects += file + ".o ";
  }
  const bool found =
      merged(objects).find("violates the C++ One Definition Rule") != std::string::npos;
  CHECK(found);
}

}  // namespace

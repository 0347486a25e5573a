// firstmove plugins --verify, the lists of checksums that it reads, and the folders that it
// searches.
#include <nlohmann/json.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;
using nlohmann::json;

// A folder of plugins in FIRSTMOVE_PLUGIN_PATH; apart from it only the build's plugins are
// searched.
struct Folder {
  Folder() {
    for (const char* name : {"torus.so", "lola.so"})
      fs::copy_file(std::string(PLUGINS "/") + name, folder / name);
  }
  void list() const {
    REQUIRE(shell("cmake -DFOLDER=" + folder.path().string() +
                  " -P " SOURCE_TREE "/cmake/Sha256Sums.cmake")
                .code == 0);
  }
  Outcome verify(const std::string& more = "") const {
    return shell("FIRSTMOVE_PLUGIN_PATH=" + folder.path().string() + " " HOST " plugins --verify " +
                 more);
  }
  // The entry of a file in the folder.
  json of(const std::string& name, int code) const {
    const Outcome verified = verify("--json");
    REQUIRE_MESSAGE(verified.code == code, verified.out << verified.err);
    const json all = json::parse(verified.out);
    CHECK(all["good"] == (code == 0));
    for (const json& file : all["files"])
      if (file["file"] == (folder / name).string()) return file;
    FAIL("nothing is said of " << name);
    return {};
  }
  TempFolder folder;
};

TEST_CASE("the build's plugins agree with its list, also according to sha256sum") {
  const Outcome verified = shell("FIRSTMOVE_PLUGIN_PATH= " HOST " plugins --verify --json");
  REQUIRE_MESSAGE(verified.code == 0, verified.out << verified.err);
  std::size_t agreeing = 0;
  const json all = json::parse(verified.out);
  for (const json& file : all["files"])
    if (std::string(file["file"]).starts_with(PLUGINS)) {
      CHECK(file["hash"] == "agrees");
      CHECK(file["use"] == "loads");
      ++agreeing;
    }
  CHECK(std::to_string(agreeing) + "\n" == shell("ls " PLUGINS "/*.so | wc -l").out);
  CHECK(shell("cd " PLUGINS " && sha256sum --strict --check --quiet SHA256SUMS").code == 0);
}

TEST_CASE("files that are in no list are reported as unlisted, without an error") {
  const Folder folder;
  CHECK(folder.of("torus.so", 0)["hash"] == "unlisted");
  folder.list();
  CHECK(folder.of("torus.so", 0)["hash"] == "agrees");
  CHECK(
      shell("cd " + folder.folder.path().string() + " && sha256sum --strict -c SHA256SUMS").code ==
      0);
  fs::copy_file(PLUGINS "/duopoly.so", folder.folder / "duopoly.so");
  CHECK(folder.of("duopoly.so", 0)["hash"] == "unlisted");
}

TEST_CASE("changed, missing and unusable files are wrong") {
  Folder folder;
  folder.list();
  SUBCASE("changed") {
    std::ofstream(folder.folder / "torus.so", std::ios::app) << '\0';
    const json torus = folder.of("torus.so", 1);
    CHECK(torus["hash"] == "differs");
    CHECK(torus["use"] == "not tried");
    CHECK(folder.of("lola.so", 1)["good"] == true);
    const Outcome text = folder.verify();
    CHECK(text.code == 1);
    CHECK(text.out.find("  not tried  differs   WRONG\n") != std::string::npos);
    CHECK(text.out.find(", 1 wrong\n") != std::string::npos);
  }
  SUBCASE("missing") {
    fs::remove(folder.folder / "lola.so");
    CHECK(folder.of("lola.so", 1)["hash"] == "missing");
  }
  SUBCASE("not a plugin") {
    write_file(folder.folder / "text.so", "no library\n");
    const json text = folder.of("text.so", 1);
    CHECK(text["use"] == "refused");
    CHECK(std::string(text["refusal"]).find("cannot be loaded") != std::string::npos);
  }
  SUBCASE("listed, but of a newer ABI") {
    fs::copy_file(FIXTURES "/abi-minor.so", folder.folder / "abi-minor.so");
    folder.list();
    const json newer = folder.of("abi-minor.so", 1);
    CHECK(newer["hash"] == "agrees");
    CHECK(std::string(newer["refusal"]).find("needs ABI 1.700") != std::string::npos);
  }
  SUBCASE("an invalid list") {
    write_file(folder.folder / "SHA256SUMS", "torus.so is fine\n");
    const Outcome refused = folder.verify();
    CHECK(refused.code == 2);
    CHECK(refused.err.find("SHA256SUMS:1: this is not a line of sha256sum") != std::string::npos);
  }
}

TEST_CASE("plugins in the user's folder come before those beside the program") {
  const TempFolder home;
  const auto listed = [](const std::string& environment) {
    return shell("env -u XDG_DATA_HOME FIRSTMOVE_PLUGIN_PATH= " + environment +
                 " " HOST " plugins --json")
        .out;
  };
  for (const auto& [variable, folder] : {std::pair("HOME", ".local/share/firstmove/plugins"),
                                         std::pair("XDG_DATA_HOME", "firstmove/plugins")}) {
    const fs::path plugins = home / folder;
    const std::string environment = std::string(variable) + "=" + home.path().string();
    CHECK(listed(environment).find(plugins.string()) == std::string::npos);  // none yet
    fs::create_directories(plugins);
    fs::copy_file(PLUGINS "/torus.so", plugins / "torus.so");
    const json all = json::parse(listed(environment));
    CHECK(all["folders"][0] == plugins.string());
    CHECK(all["folders"][1] == PLUGINS);
    for (const json& plugin : all["plugins"])
      if (plugin["id"] == "torus") {
        CHECK(plugin["file"] == (plugins / "torus.so").string());
        CHECK(plugin["hides"][0] == PLUGINS "/torus.so");
      }
    // A path that is not absolute is ignored.
    CHECK(shell("cd " + home.path().string() +
                " && FIRSTMOVE_PLUGIN_PATH= HOME=. XDG_DATA_HOME=. " HOST " plugins --json")
              .out.find("\"./") == std::string::npos);
  }
}

}  // namespace

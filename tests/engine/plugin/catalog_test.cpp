// Libraries that are not plugins, break the ABI, or hide one another.
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/trial.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

std::string refusal(const std::string& name, std::int32_t kind = FM_KIND_GAME) {
  try {
    catalog().find(kind, name);
  } catch (const PluginError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a sound library is found, and its plugin is played through the C interface") {
  Scene scene("minimal", "", {{3.0}, {0.0}});
  const BatchArray cost = scene.get(request(FM_COST, 0));
  CHECK(cost.row(0)[0] == 4.0);
  CHECK(cost.row(0)[1] == 1.0);
}

TEST_CASE("a table of an older minor version without the last members can be used") {
  Scene scene("older", "", {{3.0}});
  CHECK(scene.get(request(FM_GRADIENT, 0, 0)).row(0)[0] == 4.0);
}

TEST_CASE("a library built against the header of ABI 1.0 loads and plays") {
  Scene scene("abi-1-0", "", {{3.0}});
  CHECK(scene.plugin.library->abi_minor == 0);
  CHECK(scene.get(request(FM_GRADIENT, 0, 0)).row(0)[0] == 4.0);
}

TEST_CASE("libraries that break the ABI are refused with the reason") {
  const std::string folder = FIXTURES;
  CHECK(refusal("abi-major") == folder +
                                    "/abi-major.so was built for ABI 2.5, but this firstmove "
                                    "uses ABI 1.5; rebuild it");
  CHECK(refusal("abi-minor") == folder +
                                    "/abi-minor.so needs ABI 1.700, but this firstmove offers "
                                    "1.5; update firstmove, or rebuild the plugin with its "
                                    "headers");
  CHECK(refusal("no-symbol") ==
        folder +
            "/no-symbol.so is a library but not a firstmove plugin: it does "
            "not export 'firstmove_library' (use FM_EXPORT, or a macro "
            "such as FIRSTMOVE_GAME)");
  CHECK(refusal("null-table") == folder + "/null-table.so gives no table");
  CHECK(refusal("short-descriptor") ==
        folder + "/short-descriptor.so breaks the ABI: a descriptor smaller than fm_descriptor");
  CHECK(refusal("missing-function") == folder +
                                           "/missing-function.so breaks the ABI: plugin "
                                           "'missing-function': a game table with a missing "
                                           "function");
  CHECK(refusal("other-id") ==
        folder +
            "/other-id.so does not contain the plugin 'other-id'; it contains 'somebody-else'");
}

TEST_CASE("a library that changes the rounding mode is refused, and the mode is restored") {
  CHECK(refusal("rounding") == std::string(FIXTURES) +
                                   "/rounding.so changes the floating-point mode "
                                   "when it is loaded; a plugin must not do this");
  volatile double third = 1.0;
  third = third / 3;
  CHECK(third == 0x1.5555555555555p-2);
}

TEST_CASE("a file that is not a library is refused with the loader's message, every time") {
  const TempFolder folder;
  write_file(folder / "text.so", "not a library\n");
  const Catalog here({folder.path()});
  for (int again = 0; again < 2; ++again) {
    std::string said;
    try {
      here.find(FM_KIND_GAME, "text");
    } catch (const PluginError& error) {
      said = error.what();
    }
    CHECK(said.starts_with((folder / "text.so").string() + " cannot be loaded: "));
    CHECK(said.find("file too short") + said.find("invalid ELF header") != 2 * std::string::npos);
  }
}

TEST_CASE("a missing plugin is reported with the nearest name and the folders") {
  const std::string said = refusal("toros");
  CHECK(
      said.starts_with("there is no game 'toros'; did you mean 'torus'? (looked for toros.so in "));
  CHECK(said.find(PLUGINS) != std::string::npos);
  CHECK(refusal("torus", FM_KIND_LEARNER) == "'torus' is a game, not a learner");
}

TEST_CASE("two libraries with the same internal symbol each keep their own") {
  CHECK(std::string(catalog().find(FM_KIND_GAME, "twin-a").descriptor->summary) ==
        "secret of twin-a");
  CHECK(std::string(catalog().find(FM_KIND_GAME, "twin-b").descriptor->summary) ==
        "secret of twin-b");
}

TEST_CASE("an invalid shape is refused when the game is created") {
  const Plugin plugin = catalog().find(FM_KIND_GAME, "bad-shape");
  CHECK_THROWS_WITH_AS(Game(plugin, Parameters()),
                       "the game 'bad-shape' gives an unusable shape: a player without coordinates",
                       PluginFailure);
}

TEST_CASE("the first folder wins, and the listing shows hidden and broken libraries") {
  const TempFolder folder;
  fs::copy(std::string(PLUGINS) + "/torus.so", folder / "torus.so");
  const Catalog here({folder.path(), PLUGINS, FIXTURES});
  CHECK(here.find(FM_KIND_GAME, "torus").file == folder / "torus.so");
  const Catalog::Listing listing = here.list();
  bool found = false;
  for (const Catalog::Listed& listed : listing.plugins)
    if (listed.plugin.file == folder / "torus.so") {
      found = true;
      REQUIRE(listed.hides.size() == 1);
      CHECK(listed.hides[0] == std::string(PLUGINS) + "/torus.so");
    }
  CHECK(found);
  std::vector<std::string> broken;
  for (const Catalog::Broken& b : listing.broken) broken.push_back(b.file.stem());
  CHECK(broken == std::vector<std::string>{"abi-major", "abi-minor", "missing-function",
                                           "no-symbol", "null-table", "rounding",
                                           "short-descriptor"});
}

TEST_CASE("every shipped library exports one symbol") {
  for (const auto& entry : fs::directory_iterator(PLUGINS)) {
    if (entry.path().extension() != ".so") continue;
    CAPTURE(entry.path());
    const Outcome symbols =
        shell("nm -D --defined-only " + entry.path().string() + " | cut -d' ' -f3");
    CHECK(symbols.out == "firstmove_library\n");
  }
}

TEST_CASE("missing quantities of a game are derived from the others, or refused") {
  Scene whole("partial", "offers = 'blocks'", {{0.5, -1.0, 2.0}});
  const auto requests = {request(FM_HESSIAN_BLOCK, 0, 0, 1), request(FM_HESSIAN_BLOCK, 1, 1, 0),
                         request(FM_HESSIAN_BLOCK, 1, 1, 1), request(FM_HESSIAN_BLOCK, 0, 0, 0)};
  std::vector<std::vector<double>> blocks, products;
  const auto rows = [](const BatchArray& a) {
    std::vector<double> values;
    for (std::size_t row = 0; row < a.rows(); ++row) values.push_back(a.row(row)[0]);
    return values;
  };
  const auto product_of = [](const fm_request& r) {
    return request(FM_HESSIAN_PRODUCT, r.player, r.j, r.k);
  };
  const auto vector_for = [](const fm_request& r) {
    return r.k == 0 ? std::vector<double>{0.3, -0.7} : std::vector<double>{1.7};
  };
  for (const fm_request& r : requests) {
    blocks.push_back(rows(whole.get(r)));
    products.push_back(rows(whole.get(product_of(r), {vector_for(r)})));
  }
  CHECK(blocks[0] == std::vector<double>{-1.0, 2.5});  // D_12 f_1 = (x_1, x_0 + 2)
  CHECK(blocks[3] == std::vector<double>{1.0, 2.0, 2.0, 0.0});

  Scene by_products("partial", "offers = 'products'", {{0.5, -1.0, 2.0}});
  std::size_t q = 0;
  for (const fm_request& r : requests) {
    CHECK(rows(by_products.get(r)) == blocks[q]);
    const auto native = rows(by_products.get(product_of(r), {vector_for(r)}));
    for (std::size_t row = 0; row < native.size(); ++row)
      CHECK(products[q][row] == doctest::Approx(native[row]).epsilon(1e-15));
    ++q;
  }

  Scene gradients("partial", "offers = 'gradients'", {{0.5, -1.0, 2.0}});
  CHECK_THROWS_WITH_AS(gradients.oracle.prepare({request(FM_HESSIAN_BLOCK, 1, 1, 0)}),
                       "the game 'partial' does not give D_21 f_2 as a dense block", PluginFailure);
}

TEST_CASE("plugins beside a manifest are not used if other users can put libraries there") {
  const TempFolder folder;
  write_file(folder / "planted.so", "");
  const auto looked_in = [&](const std::vector<fs::path>& named) {
    const std::vector<fs::path> all = plugin_folders(named, folder.path());
    return std::find(all.begin(), all.end(), folder.path()) != all.end();
  };
  CHECK(looked_in({}));
  fs::permissions(folder.path(), fs::perms::all | fs::perms::sticky_bit);
  CHECK_FALSE(looked_in({}));
  CHECK(looked_in({folder.path()}));  // --plugin-path: the user's own decision
  setenv("XDG_DATA_HOME", folder.path().c_str(), 1);
  fs::create_directories(folder / "firstmove/plugins");
  const auto own = [&] {
    const std::vector<fs::path> all = plugin_folders({});
    return std::find(all.begin(), all.end(), folder / "firstmove/plugins") != all.end();
  };
  CHECK_FALSE(own());
  fs::permissions(folder.path(), fs::perms::owner_all);
  CHECK(own());
  unsetenv("XDG_DATA_HOME");
}

TEST_CASE("a library must be a file: nothing waits for a pipe") {
  const TempFolder folder;
  REQUIRE(mkfifo((folder / "pipe.so").c_str(), 0600) == 0);
  fs::create_directory(folder / "folder.so");
  const Catalog here({folder.path()});
  CHECK_THROWS_WITH_AS(here.find(FM_KIND_GAME, "pipe"),
                       doctest::Contains("pipe.so is a pipe, not a file"), PluginError);
  const Catalog::Listing listing = here.list();
  REQUIRE(listing.broken.size() == 2);
  CHECK(listing.broken[0].reason.ends_with("folder.so is a folder, not a file"));
}

TEST_CASE("trying out a library takes seconds, not minutes") { CHECK(load_limit <= 10); }

TEST_CASE("a library that hangs is tried out once, and what it has started ends with it") {
  const TempFolder folder;
  const std::string mark = (folder / "alive").string();
  const Trial found = trial(0.5, [&](const std::function<void()>& next_phase) {
    next_phase();
    if (fork() == 0) {
      usleep(1'000'000);
      write_file(mark, "");
    }
    for (;;) pause();
  });
  CHECK(found.fault == "does not return within 0.5 s");
  CHECK(found.phase == 1);
  usleep(1'000'000);
  CHECK_FALSE(fs::exists(mark));
}

}  // namespace

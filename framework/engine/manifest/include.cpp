#include "manifest/include.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/text_file.hpp"
#include "base/toml_reader.hpp"
#include "base/toml_text.hpp"
#include "manifest/address.hpp"
#include "manifest/merge.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// The strings of a list, or a single string; a mistake for every other element.
std::vector<const toml::value<std::string>*> strings(const toml::node& node, const char* what,
                                                     std::vector<Mistake>& mistakes) {
  std::vector<const toml::value<std::string>*> all;
  const auto take = [&](const toml::node& element) {
    if (const auto* text = element.as_string())
      all.push_back(text);
    else
      mistakes.push_back({where(element), fmt::format("{}, and is {}: {}", what, type_of(element),
                                                      shown(element))});
  };
  if (const toml::array* list = node.as_array())
    for (const toml::node& element : *list) take(element);
  else
    take(node);
  return all;
}

// The manifests in a folder, to suggest one in place of a missing file.
std::vector<std::string> manifests_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, none))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

class Composer {
 public:
  explicit Composer(std::vector<Mistake>& mistakes) : mistakes_(mistakes) {}

  Composed compose(const fs::path& file) {
    add(file, nullptr);
    if (!unreadable_.empty()) throw InputError(std::move(unreadable_));
    return std::move(composed_);
  }

 private:
  // `from` is the entry of `include` that names the file; null for the manifest itself.
  void add(const fs::path& file, const toml::node* from) {
    std::error_code ignored;
    const fs::path identity = fs::weakly_canonical(file, ignored);
    if (std::find(open_.begin(), open_.end(), identity) != open_.end())
      return unreadable(*from,
                        fmt::format("include forms a cycle: {} > {}", chain(), file.string()));
    if (!seen_.insert(identity).second) return;
    std::string text;
    try {
      text = read_text(file);
    } catch (const InputError& error) {
      const std::string& why = error.mistakes().front().what;
      if (!from) throw InputError({Mistake{file.string(), "the manifest cannot be read: " + why}});
      const bool there = fs::exists(file, ignored);
      return unreadable(
          *from, fmt::format("the manifest '{}' cannot be read{}{}", file.string(),
                             names_.size() > 1 ? fmt::format(" (included by {})", chain()) : "",
                             there ? ": " + why
                                   : did_you_mean(file.filename().string(),
                                                  manifests_in(file.parent_path()))));
    }
    if (!from) composed_.text = text;
    try {
      add(parse_toml(text, file.string()), file, identity);
    } catch (const toml::parse_error& error) {
      unreadable_.push_back({where(error.source()), std::string(error.description())});
    }
  }

  void add(toml::table own, const fs::path& file, const fs::path& identity) {
    const toml::node* include = own.get("include");
    if (include) {
      open_.push_back(identity);
      names_.push_back(file.string());
      for (const auto* name : strings(*include, "include must name manifests", unreadable_))
        add((file.parent_path() / name->get()).lexically_normal(), name);
      open_.pop_back();
      names_.pop_back();
    }
    if (const toml::node* without = own.get("without")) {
      if (include)
        drop(composed_.tree, *without, mistakes_);
      else
        mistakes_.push_back(
            {where(*without),
             "without removes inherited values, and this manifest has no 'include'"});
    }
    own.erase("include");
    own.erase("without");
    merge_manifest(composed_.tree, std::move(own));
    composed_.files.push_back(file.string());
  }

  std::string chain() const { return fmt::format("{}", fmt::join(names_, " > ")); }
  void unreadable(const toml::node& from, const std::string& what) {
    unreadable_.push_back({where(from), what});
  }

  std::vector<Mistake>& mistakes_;
  std::vector<Mistake> unreadable_;
  Composed composed_;
  std::set<fs::path> seen_;
  std::vector<fs::path> open_;      // the chain of files whose includes are being read
  std::vector<std::string> names_;  // the same, as messages name them
};

// The message about a key without a value: its first unknown part, and the keys beside that part.
std::string nothing_at(toml::table& tree, const std::string& path) {
  const toml::node* at = &tree;
  std::string prefix, lost;
  for (const std::string& part : split_key(path)) {
    if (!prefix.empty()) prefix += '.';
    prefix += key_text(part);
    const toml::node* next = std::get<Location>(find_location(tree, prefix)).get();
    lost = part;
    if (!next) break;
    at = next;
  }
  std::vector<std::string> known;
  for (const auto& [key, value] : *at->as_table()) known.emplace_back(key.str());
  return fmt::format("nothing is inherited at '{}'{}", path, did_you_mean(lost, known));
}

}  // namespace

Composed compose(const fs::path& file, std::vector<Mistake>& mistakes) {
  return Composer(mistakes).compose(file);
}

void drop(toml::table& tree, const toml::node& without, std::vector<Mistake>& mistakes) {
  for (const auto* key :
       strings(without, "without must name keys, like \"learner.LOLA\"", mistakes)) {
    const auto found = find_location(tree, key->get());
    const auto* location = std::get_if<Location>(&found);
    if (location && location->get())
      location->erase();
    else
      mistakes.push_back({where(*key), "without: " + (location ? nothing_at(tree, key->get())
                                                               : std::get<std::string>(found))});
  }
}

}  // namespace firstmove::engine

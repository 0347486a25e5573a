#include "plugin/clean_library.hpp"

#include <algorithm>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "base/clean_text.hpp"

namespace firstmove::engine {
namespace {

// Deques, so that pointers into them stay valid.
struct Copy {
  std::deque<std::string> texts;
  std::deque<fm_parameter> parameters;
  std::deque<std::vector<const fm_parameter*>> lists;
  std::deque<fm_rule> rules;
  std::deque<fm_learner> learners;
  std::deque<fm_descriptor> descriptors;
  std::vector<const fm_descriptor*> list;
  fm_library library;

  void clean(const char*& text) { text = texts.emplace_back(clean_text(text)).c_str(); }
  const fm_learner* learner(const fm_learner& given);
  const fm_parameter* parameter(const fm_parameter& given);
  const fm_descriptor* descriptor(const fm_descriptor& given);
};

// The part of a struct that both sides know.
template <class T>
T known_part(const T& given) {
  T part{};
  part.struct_size =
      static_cast<std::uint32_t>(std::min<std::size_t>(given.struct_size, sizeof(T)));
  std::memcpy(reinterpret_cast<char*>(&part) + sizeof(part.struct_size),
              reinterpret_cast<const char*>(&given) + sizeof(part.struct_size),
              part.struct_size - sizeof(part.struct_size));
  return part;
}

const fm_learner* Copy::learner(const fm_learner& given) {
  fm_learner& copy = learners.emplace_back(known_part(given));
  if (!FM_HAS(&copy, fm_learner, rule) || !copy.rule) return &copy;
  fm_rule& rule = rules.emplace_back(known_part(*copy.rule));
  for (const char** text :
       {&rule.direction, &rule.needs, &rule.cost, &rule.players, &rule.converges})
    clean(*text);
  copy.rule = &rule;
  return &copy;
}

const fm_parameter* Copy::parameter(const fm_parameter& given) {
  fm_parameter& copy = parameters.emplace_back(known_part(given));
  clean(copy.doc);
  return &copy;
}

const fm_descriptor* Copy::descriptor(const fm_descriptor& given) {
  fm_descriptor& copy = descriptors.emplace_back(known_part(given));
  for (const char** text :
       {&copy.version, &copy.summary, &copy.authors, &copy.licence, &copy.citation})
    clean(*text);
  auto& own = lists.emplace_back();
  for (std::uint32_t i = 0; i < given.parameter_count; ++i)
    own.push_back(parameter(*given.parameters[i]));
  copy.parameters = own.data();
  if (given.kind == FM_KIND_LEARNER)
    copy.table = learner(*static_cast<const fm_learner*>(given.table));
  return &copy;
}

}  // namespace

const fm_library& clean_library(const fm_library& library) {
  Copy& copy = *new Copy;  // like the library, it is never freed
  for (std::uint32_t i = 0; i < library.count; ++i)
    copy.list.push_back(copy.descriptor(*library.descriptors[i]));
  copy.library = known_part(library);
  copy.library.descriptors = copy.list.data();
  return copy.library;
}

}  // namespace firstmove::engine

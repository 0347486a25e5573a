#include "machine/segments.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "machine/rows.hpp"
#include "machine/strips.hpp"

namespace firstmove::engine {
namespace {

using Act = Segment::Act;

constexpr std::size_t most_lines = 400;  // the time to allocate registers grows faster
constexpr std::size_t least_steps = 2;

std::optional<Act> unary_act(KernelName name) {
  switch (name) {
    case KernelName::negate:
      return Act::negate;
    case KernelName::absolute:
      return Act::absolute;
    case KernelName::square_root:
      return Act::square_root;
    case KernelName::logical_not:
      return Act::logical_not;
    case KernelName::whole_power:
      return Act::whole_power;
    default:
      return std::nullopt;
  }
}

constexpr std::pair<KernelName, Act> binary_acts[] = {{KernelName::add, Act::add},
                                                      {KernelName::subtract, Act::subtract},
                                                      {KernelName::multiply, Act::multiply},
                                                      {KernelName::divide, Act::divide},
                                                      {KernelName::minimum, Act::minimum},
                                                      {KernelName::maximum, Act::maximum},
                                                      {KernelName::less, Act::less},
                                                      {KernelName::less_equal, Act::less_equal},
                                                      {KernelName::equal, Act::equal},
                                                      {KernelName::logical_and, Act::logical_and},
                                                      {KernelName::logical_or, Act::logical_or}};
constexpr Act arithmetic[] = {Act::add, Act::subtract, Act::multiply, Act::divide};

// A segment while steps are added to it.
class Growing {
 public:
  Growing(Side side, const Step& step, std::size_t index)
      : side_(side), rows_(side, is_fill(step) ? 1 : step.count) {
    segment_.first = segment_.last = index;
    segment_.count = rows_.count();
    segment_.one_number = rows_.one_number();
  }

  // Whether the step is now part of the segment, which is as it was if not.
  bool add(const Step& step) {
    if (!has_length(step) || !rows_.fits(step) || segment_.lines.size() >= most_lines) return false;
    const std::optional<std::uint32_t> value = value_of(step);
    if (!value) return false;
    ++segment_.last;
    rows_.add(step);
    const Operand& to = step.out[0];
    known_[place_of(to)] = *value;
    const std::size_t store = line({is_fill(step) ? Act::fill : Act::store, {*value}, array(to)});
    stores_.push_back({store, step.until});
    return true;
  }

  // What is worth it, without the results that no step behind it reads.
  std::optional<Segment> whole() {
    if (segment_.last - segment_.first < least_steps) return std::nullopt;
    std::vector<std::uint8_t> dropped(segment_.lines.size());
    for (const auto& [store, until] : stores_) dropped[store] = until <= segment_.last;
    std::vector<std::uint32_t> number(segment_.lines.size());
    std::vector<Segment::Line> kept;
    for (std::size_t l = 0; l < segment_.lines.size(); ++l) {
      if (dropped[l]) continue;
      number[l] = static_cast<std::uint32_t>(kept.size());
      Segment::Line line = segment_.lines[l];
      for (std::uint32_t& in : line.in) in = number[in];
      kept.push_back(line);
    }
    segment_.lines = std::move(kept);
    return std::move(segment_);
  }

 private:
  // One element of a single replica that goes to a whole row.
  bool is_fill(const Step& step) const {
    return side_ == Side::narrow && step.kernel == KernelName::spread &&
           step.out[0].space == Operand::Space::output;
  }
  bool has_length(const Step& step) const {
    return is_fill(step) ? segment_.one_number : step.count == segment_.count;
  }
  std::uint32_t array(const Operand& at, bool number = false) {
    const auto [found, first] = arrays_.try_emplace(
        {place_of(at), number}, static_cast<std::uint32_t>(segment_.arrays.size()));
    if (first) segment_.arrays.push_back({at, number});
    return found->second;
  }
  std::uint32_t line(const Segment::Line& made) {
    segment_.lines.push_back(made);
    return static_cast<std::uint32_t>(segment_.lines.size() - 1);
  }

  std::uint32_t operand(const Step& step, std::size_t k) {
    const bool number = rows_.is_number(step, k);
    auto& known = number ? numbers_ : known_;
    const Operand& at = step.in[k];
    if (const auto found = known.find(place_of(at)); found != known.end()) return found->second;
    return known[place_of(at)] = line({number ? Act::number : Act::load, {}, array(at, number)});
  }

  // The line that computes what the step stores; nothing if it is no arithmetic.
  std::optional<std::uint32_t> value_of(const Step& step) {
    if (const auto act = unary_act(step.kernel))
      return line({*act, {operand(step, 0)}, 0, step.exponent});
    for (const auto& [kernel, act] : binary_acts) {
      if (!is_form_of(step.kernel, kernel, 6)) continue;
      const std::uint32_t a = operand(step, 0), b = operand(step, 1);
      return line({act, {a, b}});
    }
    if (is_form_of(step.kernel, KernelName::choose, 8)) {
      const std::uint32_t a = operand(step, 0), b = operand(step, 1), c = operand(step, 2);
      return line({Act::choose, {a, b, c}});
    }
    if (is_two_operators(step.kernel)) return two_operators(step);
    return moved(step);
  }

  std::uint32_t two_operators(const Step& step) {
    // As operators_form counts
    constexpr int second[] = {0, 1, 1, 2, 3, 3};
    const int form = form_of(step.kernel, KernelName::two_operators);
    const bool turned = form % 6 == 2 || form % 6 == 5;
    const std::uint32_t a = operand(step, 0), b = operand(step, 1), c = operand(step, 2);
    const std::uint32_t inner = line({arithmetic[form / 6], {a, b}});
    const Act act = arithmetic[second[form % 6]];
    return turned ? line({act, {c, inner}}) : line({act, {inner, c}});
  }

  // Moves write a row to its end and no further.
  std::optional<std::uint32_t> moved(const Step& step) {
    if (side_ != Side::replicas && !segment_.one_number) return std::nullopt;
    switch (step.kernel) {
      case KernelName::copy:
      case KernelName::spread:
        return operand(step, 0);
      case KernelName::add_copy:
      case KernelName::add_spread: {
        const Operand& to = step.out[0];
        const auto found = known_.find(place_of(to));
        const std::uint32_t before =
            found != known_.end() ? found->second : line({Act::load, {}, array(to)});
        const std::uint32_t added = operand(step, 0);
        return line({Act::add, {before, added}});
      }
      case KernelName::zero:
        return line({Act::zero});
      default:
        return std::nullopt;
    }
  }

  const Side side_;
  JoinedRows rows_;
  Segment segment_;
  std::map<std::pair<Place, bool>, std::uint32_t> arrays_;
  std::map<Place, std::uint32_t> known_, numbers_;  // the line with the value of a row or number
  std::vector<std::pair<std::size_t, std::uint64_t>> stores_;  // with Step::until
};

}  // namespace

std::vector<Segment> segments_of(const Layout& layout, Side side) {
  std::vector<Segment> found;
  std::optional<Growing> growing;
  const auto close = [&] {
    if (!growing) return;
    if (auto segment = growing->whole()) found.push_back(std::move(*segment));
    growing.reset();
  };
  // Segments are parts of striped steps, or outside of them, and of the fixed steps or of the rest.
  std::set<std::size_t> borders = {layout.fixed_steps};
  for (const StripedSteps& striped : striped_steps(layout, side)) {
    borders.insert(striped.first);
    borders.insert(striped.last);
  }
  for (std::size_t s = 0; s < layout.steps.size(); ++s) {
    const Step& step = layout.steps[s];
    if (borders.contains(s)) close();
    if (growing && growing->add(step)) continue;
    close();
    growing.emplace(side, step, s);
    if (!growing->add(step)) growing.reset();
  }
  close();
  return found;
}

}  // namespace firstmove::engine

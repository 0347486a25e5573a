#include "machine/assembler.hpp"

#include <cstddef>
#include <optional>
#include <vector>

#include "machine/instruction.hpp"

#ifdef FIRSTMOVE_ASMJIT
#include <asmjit/x86.h>
#endif

namespace firstmove::engine {

#ifdef FIRSTMOVE_ASMJIT
namespace {

using Act = Segment::Act;
namespace x86 = asmjit::x86;
using Id = x86::Inst::Id;
using Compare = x86::VCmpImm;

enum class Set { sse, avx, avx512 };

// An instruction of SSE, which overwrites its first operand, and its form with three operands.
struct Two {
  Id sse, vex;
};
constexpr Two add_pd{x86::Inst::kIdAddpd, x86::Inst::kIdVaddpd};
constexpr Two sub_pd{x86::Inst::kIdSubpd, x86::Inst::kIdVsubpd};
constexpr Two mul_pd{x86::Inst::kIdMulpd, x86::Inst::kIdVmulpd};
constexpr Two div_pd{x86::Inst::kIdDivpd, x86::Inst::kIdVdivpd};
constexpr Two and_pd{x86::Inst::kIdAndpd, x86::Inst::kIdVandpd};
constexpr Two andnot_pd{x86::Inst::kIdAndnpd, x86::Inst::kIdVandnpd};
constexpr Two or_pd{x86::Inst::kIdOrpd, x86::Inst::kIdVorpd};
constexpr Two xor_pd{x86::Inst::kIdXorpd, x86::Inst::kIdVxorpd};

// Which elements a condition holds for: a mask register, or all bits of these elements.
struct Mask {
  x86::KReg k;
  x86::Vec bits;
};

// The function of one segment.
class Function {
 public:
  Function(x86::Compiler& compiler, const Segment& segment, std::size_t width)
      : c_(compiler),
        segment_(segment),
        // AVX-512's 32 registers are for whole vectors; single numbers have no masks.
        set_(width == 2                          ? Set::sse
             : width == 8 && !segment.one_number ? Set::avx512
                                                 : Set::avx),
        width_(segment.one_number ? 1 : width) {}

  // Its first instruction
  asmjit::Label make() {
    asmjit::FuncNode* const function = c_.addFunc(asmjit::FuncSignatureT<void, const void*>());
    if (set_ != Set::sse) {
      function->frame().setAvxEnabled();
      function->frame().setAvxCleanup();
    }
    if (set_ == Set::avx512) function->frame().setAvx512Enabled();
    const x86::Gp instruction = c_.newIntPtr();
    function->setArg(0, instruction);
    arrays_ = c_.newIntPtr();
    c_.mov(arrays_, x86::ptr(instruction, offsetof(Instruction, arrays)));
    values_.resize(segment_.lines.size());
    if (segment_.one_number)
      body();
    else
      loop(instruction);
    c_.ret();
    c_.endFunc();
    return function->label();
  }

 private:
  void loop(const x86::Gp& instruction) {
    x86::Gp end = c_.newIntPtr();
    c_.mov(end, x86::ptr(instruction, offsetof(Instruction, count)));
    c_.shl(end, 3);
    if (segment_.arrays.size() <= most_pointers) {
      pointers_.resize(segment_.arrays.size());
      for (const Segment::Line& line : segment_.lines)
        if (line.act == Act::load || line.act == Act::store) hoist(line.array);
    }
    for (std::size_t l = 0; l < segment_.lines.size(); ++l)
      if (segment_.lines[l].act == Act::number) values_[l] = broadcast(segment_.lines[l].array);
    prepare_constants();
    position_ = c_.newIntPtr();
    c_.xor_(position_, position_);
    const asmjit::Label again = c_.newLabel();
    c_.bind(again);
    body();
    c_.add(position_, width_ * sizeof(double));
    c_.cmp(position_, end);
    c_.jb(again);
  }

  void body() {
    if (segment_.one_number) prepare_constants();
    for (std::size_t l = 0; l < segment_.lines.size(); ++l) {
      const Segment::Line& line = segment_.lines[l];
      if (line.act != Act::number) values_[l] = value(line);
    }
  }

  // ---- Registers and memory ----

  x86::Vec fresh() {
    if (set_ == Set::avx512) return c_.newZmmPd();
    if (set_ == Set::avx && width_ > 1) return c_.newYmmPd();
    return c_.newXmmPd();
  }
  Id form(Two two) const { return set_ == Set::sse ? two.sse : two.vex; }

  x86::Gp pointer(std::uint32_t array) {
    const x86::Gp to = c_.newIntPtr();
    c_.mov(to, x86::ptr(arrays_, static_cast<std::int32_t>(array * sizeof(double*))));
    return to;
  }
  void hoist(std::uint32_t array) {
    if (!pointers_[array]) pointers_[array] = pointer(array);
  }
  x86::Mem at(std::uint32_t array) {
    if (segment_.one_number) return x86::qword_ptr(pointer(array));
    const x86::Gp base = pointers_.empty() ? pointer(array) : *pointers_[array];
    return x86::Mem(base, position_, 0, 0, static_cast<std::uint32_t>(width_ * sizeof(double)));
  }
  x86::Vec load(std::uint32_t array) {
    const x86::Vec to = fresh();
    if (segment_.one_number)
      c_.emit(form({x86::Inst::kIdMovsd, x86::Inst::kIdVmovsd}), to, at(array));
    else
      c_.emit(form({x86::Inst::kIdMovupd, x86::Inst::kIdVmovupd}), to, at(array));
    return to;
  }
  x86::Vec broadcast(const x86::Mem& from) {
    const x86::Vec to = fresh();
    const Id wide = width_ == 1 ? x86::Inst::kIdVmovddup : x86::Inst::kIdVbroadcastsd;
    c_.emit(form({x86::Inst::kIdMovddup, wide}), to, from);
    return to;
  }
  x86::Vec broadcast(std::uint32_t array) { return broadcast(x86::qword_ptr(pointer(array))); }

  void store(std::uint32_t array, const x86::Vec& from) {
    if (segment_.one_number)
      c_.emit(form({x86::Inst::kIdMovsd, x86::Inst::kIdVmovsd}), at(array), from);
    else
      c_.emit(form({x86::Inst::kIdMovupd, x86::Inst::kIdVmovupd}), at(array), from);
  }
  // One number to all lanes of a row.
  void fill(std::uint32_t array, const x86::Vec& from) {
    const x86::Gp to = pointer(array);
    const bool narrow = set_ == Set::sse;
    const x86::Vec all = narrow ? x86::Vec(c_.newXmmPd()) : x86::Vec(c_.newYmmPd());
    c_.emit(form({x86::Inst::kIdMovddup, x86::Inst::kIdVbroadcastsd}), all, from);
    const int bytes = narrow ? 16 : 32;
    for (int done = 0; done < 64; done += bytes)
      c_.emit(form({x86::Inst::kIdMovupd, x86::Inst::kIdVmovupd}),
              x86::ptr(to, done, static_cast<std::uint32_t>(bytes)), all);
  }

  // ---- Constants, which are loaded once ----

  void prepare_constants() {
    for (const Segment::Line& line : segment_.lines) need_for(line.act);
  }
  void need_for(Act act) {
    switch (act) {
      case Act::negate:
        need(sign_, 0x8000000000000000);
        break;
      case Act::absolute:
        need(magnitude_, 0x7fffffffffffffff);
        break;
      case Act::zero:
      case Act::choose:
        need(zero_, 0);
        break;
      case Act::logical_not:
      case Act::logical_and:
      case Act::logical_or:
        need(zero_, 0);
        need(one_, 0x3ff0000000000000);
        break;
      case Act::less:
      case Act::less_equal:
      case Act::equal:
      case Act::whole_power:
        need(one_, 0x3ff0000000000000);
        break;
      default:
        break;
    }
  }
  void need(std::optional<x86::Vec>& constant, std::uint64_t bits) {
    if (!constant) constant = broadcast(c_.newUInt64Const(asmjit::ConstPoolScope::kLocal, bits));
  }

  // ---- Arithmetic ----

  x86::Vec two(Two operation, const x86::Vec& a, const x86::Vec& b) {
    const x86::Vec to = fresh();
    if (set_ == Set::sse) {
      c_.emit(x86::Inst::kIdMovapd, to, a);
      c_.emit(operation.sse, to, b);
    } else {
      c_.emit(operation.vex, to, a, b);
    }
    return to;
  }

  Mask compare(const x86::Vec& a, const x86::Vec& b, Compare how) {
    Mask mask;
    const asmjit::Imm imm(static_cast<std::uint32_t>(how));
    if (set_ == Set::avx512) {
      mask.k = c_.newKq();
      c_.emit(x86::Inst::kIdVcmppd, mask.k, a, b, imm);
    } else if (set_ == Set::avx) {
      mask.bits = fresh();
      c_.emit(x86::Inst::kIdVcmppd, mask.bits, a, b, imm);
    } else {
      mask.bits = fresh();
      c_.emit(x86::Inst::kIdMovapd, mask.bits, a);
      // SSE has the first eight ways, which differ from these only in exceptions.
      c_.emit(x86::Inst::kIdCmppd, mask.bits, b, asmjit::Imm(static_cast<std::uint32_t>(how) & 7));
    }
    return mask;
  }
  Mask both(const Mask& a, const Mask& b, Id masks, Two bits) {
    Mask mask;
    if (set_ == Set::avx512) {
      mask.k = c_.newKq();
      c_.emit(masks, mask.k, a.k, b.k);
    } else {
      mask.bits = two(bits, a.bits, b.bits);
    }
    return mask;
  }
  Mask either(const Mask& a, const Mask& b) { return both(a, b, x86::Inst::kIdKorb, or_pd); }
  x86::Vec choose(const Mask& mask, const x86::Vec& yes, const x86::Vec& no) {
    if (set_ == Set::sse)
      return two(or_pd, two(and_pd, mask.bits, yes), two(andnot_pd, mask.bits, no));
    const x86::Vec to = fresh();
    if (set_ == Set::avx512)
      c_.k(mask.k).vblendmpd(to.as<x86::Zmm>(), no.as<x86::Zmm>(), yes.as<x86::Zmm>());
    else
      c_.emit(x86::Inst::kIdVblendvpd, to, no, yes, mask.bits);
    return to;
  }
  // 1 or 0
  x86::Vec truth(const Mask& mask) {
    if (set_ != Set::avx512) return two(and_pd, mask.bits, *one_);
    const x86::Vec to = fresh();
    c_.k(mask.k).z().vmovapd(to.as<x86::Zmm>(), one_->as<x86::Zmm>());
    return to;
  }
  // NaN is true.
  Mask is_true(const x86::Vec& a) { return compare(a, *zero_, Compare::kNEQ_UQ); }
  // b where `b_is_better` or b is NaN
  x86::Vec extreme(const x86::Vec& a, const x86::Vec& b, const Mask& b_is_better) {
    return choose(either(b_is_better, compare(b, b, Compare::kUNORD_Q)), b, a);
  }

  // As the kernel computes it.
  x86::Vec whole_power(x86::Vec a, std::int64_t exponent) {
    auto left = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
    if (left == 0) return *one_;
    x86::Vec square = a;
    for (; (left & 1) == 0; left >>= 1) square = two(mul_pd, square, square);
    x86::Vec y = square;
    for (left >>= 1; left != 0; left >>= 1) {
      square = two(mul_pd, square, square);
      if (left & 1) y = two(mul_pd, y, square);
    }
    return exponent < 0 ? two(div_pd, *one_, y) : y;
  }

  x86::Vec value(const Segment::Line& line) {
    const auto in = [&](int k) -> const x86::Vec& { return *values_[line.in[k]]; };
    switch (line.act) {
      case Act::load:
        return load(line.array);
      case Act::store:
        store(line.array, in(0));
        return in(0);
      case Act::fill:
        fill(line.array, in(0));
        return in(0);
      case Act::number:
        return broadcast(line.array);
      case Act::zero:
        return *zero_;
      case Act::negate:
        return two(xor_pd, in(0), *sign_);
      case Act::absolute:
        return two(and_pd, in(0), *magnitude_);
      case Act::square_root: {
        const x86::Vec to = fresh();
        c_.emit(form({x86::Inst::kIdSqrtpd, x86::Inst::kIdVsqrtpd}), to, in(0));
        return to;
      }
      case Act::logical_not:
        return truth(compare(in(0), *zero_, Compare::kEQ_OQ));
      case Act::whole_power:
        return whole_power(in(0), line.exponent);
      case Act::add:
        return two(add_pd, in(0), in(1));
      case Act::subtract:
        return two(sub_pd, in(0), in(1));
      case Act::multiply:
        return two(mul_pd, in(0), in(1));
      case Act::divide:
        return two(div_pd, in(0), in(1));
      case Act::minimum:
        return extreme(in(0), in(1), compare(in(1), in(0), Compare::kLT_OQ));
      case Act::maximum:
        return extreme(in(0), in(1), compare(in(0), in(1), Compare::kLT_OQ));
      case Act::less:
        return truth(compare(in(0), in(1), Compare::kLT_OQ));
      case Act::less_equal:
        return truth(compare(in(0), in(1), Compare::kLE_OQ));
      case Act::equal:
        return truth(compare(in(0), in(1), Compare::kEQ_OQ));
      case Act::logical_and:
        return truth(both(is_true(in(0)), is_true(in(1)), x86::Inst::kIdKandb, and_pd));
      case Act::logical_or:
        return truth(either(is_true(in(0)), is_true(in(1))));
      case Act::choose:
        return choose(is_true(in(0)), in(1), in(2));
    }
    return in(0);
  }

  static constexpr std::size_t most_pointers = 10;  // that stay in registers

  x86::Compiler& c_;
  const Segment& segment_;
  const Set set_;
  const std::size_t width_;
  x86::Gp arrays_, position_;
  std::vector<std::optional<x86::Gp>> pointers_;  // empty if they are too many
  std::vector<std::optional<x86::Vec>> values_;   // by line
  std::optional<x86::Vec> zero_, one_, sign_, magnitude_;
};

struct Errors : asmjit::ErrorHandler {
  void handleError(asmjit::Error, const char*, asmjit::BaseEmitter*) override { any = true; }
  bool any = false;
};

}  // namespace

std::vector<std::byte> assemble(const Segment& segment, std::size_t width) {
  Errors errors;
  asmjit::CodeHolder code;
  if (code.init(asmjit::Environment::host()) != asmjit::kErrorOk) return {};
  code.setErrorHandler(&errors);
  x86::Compiler compiler(&code);
  const asmjit::Label begin = Function(compiler, segment, width).make();
  // Constants stand behind the function, which finds them by their distance.
  if (errors.any || compiler.finalize() != asmjit::kErrorOk || code.flatten() != asmjit::kErrorOk ||
      code.resolveUnresolvedLinks() != asmjit::kErrorOk || code.hasRelocEntries() ||
      code.labelOffsetFromBase(begin) != 0)
    return {};
  std::vector<std::byte> made(code.codeSize());
  if (code.copyFlattenedData(made.data(), made.size()) != asmjit::kErrorOk) return {};
  return made;
}

#else

std::vector<std::byte> assemble(const Segment&, std::size_t) { return {}; }

#endif

}  // namespace firstmove::engine

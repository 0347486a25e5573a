// The oracle as a plugin sees it: what a learner or an observer may ask of the game.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "call/host_side.hpp"
#include "game/oracle.hpp"
#include "point/classify.hpp"

namespace firstmove::engine {

class LentOracle {
 public:
  // What only some borrowers may do.
  struct Rights {
    std::function<void(const fm_request&)> subscribe = {};             // empty: refused
    std::function<void(std::uint32_t, std::string)> fail = {};         // empty: ignored
    std::function<void(std::uint32_t, std::string_view)> warn = {};    // empty: warnings are off
    std::function<std::vector<Verdict>(const double*)> classify = {};  // empty: not offered
    // Takes what an iterative solve left of its equation; empty: ignored.
    std::function<void(std::uint32_t, double)> left = {};
    // Charges so many products to the replicas with needed[r] != 0 (to all if NULL); empty: free.
    std::function<void(std::uint64_t, const double*)> charge = {};
  };
  LentOracle(Oracle& oracle, HostSide& host, Rights rights);
  LentOracle(const LentOracle&) = delete;
  LentOracle& operator=(const LentOracle&) = delete;

  const fm_oracle* c() const { return &c_; }
  // From now on the borrower may evaluate, but no longer prepare or subscribe.
  void seal() { sealed_ = true; }
  // The step to which evaluations belong.
  void set_step(std::uint64_t step) { step_ = step; }

 private:
  static LentOracle& at(const fm_oracle* oracle) {
    return *static_cast<LentOracle*>(oracle->context);
  }
  static std::uint32_t offers(const fm_oracle* oracle, const fm_request* request);
  static fm_status subscribe(const fm_oracle* oracle, const fm_request* const* requests,
                             std::uint32_t count);
  static fm_status prepare(const fm_oracle* oracle, const fm_request* const* requests,
                           std::uint32_t count, std::uint32_t* plan);
  static fm_status evaluate(const fm_oracle* oracle, std::uint32_t plan, const double* x,
                            const double* const* vectors, double* const* out);
  static fm_status evaluate_for(const fm_oracle* oracle, std::uint32_t plan, const double* x,
                                const double* const* vectors, double* const* out,
                                const double* needed);
  static void fail(const fm_oracle* oracle, std::uint32_t replica, const char* reason);
  static void warn(const fm_oracle* oracle, std::uint32_t replica, const char* text);
  static void left(const fm_oracle* oracle, std::uint32_t replica, double residual);
  static fm_status classify(const fm_oracle* oracle, const double* x, void* context,
                            void (*verdict)(void*, const char*, std::uint32_t, double));
  static fm_status classify_in_full(const fm_oracle* oracle, const double* x, void* context,
                                    void (*verdict)(void*, const fm_verdict*));
  // Runs `body` for a plugin that called back: an exception becomes a status and a message.
  template <class Body>
  fm_status answer(Body&& body) noexcept;

  Oracle& oracle_;
  HostSide& host_;
  Rights rights_;
  fm_oracle c_;
  bool sealed_ = false;
  std::uint64_t step_ = 0;
  std::vector<std::size_t> plans_;
};

}  // namespace firstmove::engine

#include "play/lent_oracle.hpp"

#include <spdlog/fmt/fmt.h>

#include "base/clean_text.hpp"

namespace firstmove::engine {

LentOracle::LentOracle(Oracle& oracle, HostSide& host, Rights rights)
    : oracle_(oracle), host_(host), rights_(std::move(rights)) {
  c_ = {sizeof(fm_oracle),
        0,
        this,
        offers,
        subscribe,
        prepare,
        evaluate,
        fail,
        rights_.warn ? warn : nullptr,
        rights_.classify ? classify : nullptr,
        evaluate_for,
        rights_.classify ? classify_in_full : nullptr,
        left};
}

template <class Body>
fm_status LentOracle::answer(Body&& body) noexcept {
  const HostWork work;
  try {
    body();
    return FM_OK;
  } catch (const PluginFailure& failure) {
    host_.get()->message(host_.get(), FM_LEVEL_ERROR, failure.what());
    return failure.status;
  } catch (const std::exception& error) {
    host_.get()->message(host_.get(), FM_LEVEL_ERROR, error.what());
    return FM_FAILED;
  }
}

std::uint32_t LentOracle::offers(const fm_oracle* oracle, const fm_request* request) {
  LentOracle& self = at(oracle);
  bool offered = false;
  self.answer([&] { offered = self.oracle_.offers(*request); });
  return offered;
}

fm_status LentOracle::subscribe(const fm_oracle* oracle, const fm_request* const* requests,
                                std::uint32_t count) {
  LentOracle& self = at(oracle);
  return self.answer([&] {
    if (!self.rights_.subscribe)
      throw PluginFailure(FM_INVALID,
                          "an observer cannot subscribe to quantities; it may only prepare them");
    if (self.sealed_)
      throw PluginFailure(FM_INVALID, "a learner may subscribe to quantities only in create()");
    for (std::uint32_t q = 0; q < count; ++q) {
      if (vectors_of(*requests[q]) != 0)
        throw PluginFailure(FM_INVALID,
                            "a learner cannot subscribe to products; it may only prepare them");
      self.oracle_.require(*requests[q]);
      self.rights_.subscribe(*requests[q]);
    }
  });
}

fm_status LentOracle::prepare(const fm_oracle* oracle, const fm_request* const* requests,
                              std::uint32_t count, std::uint32_t* plan) {
  LentOracle& self = at(oracle);
  return self.answer([&] {
    if (self.sealed_)
      throw PluginFailure(
          FM_INVALID,
          "a learner may prepare quantities only in create(), an observer only in open()");
    std::vector<fm_request> copies;
    for (std::uint32_t q = 0; q < count; ++q) copies.push_back(*requests[q]);
    self.plans_.push_back(self.oracle_.prepare(copies));
    *plan = static_cast<std::uint32_t>(self.plans_.size() - 1);
  });
}

fm_status LentOracle::evaluate(const fm_oracle* oracle, std::uint32_t plan, const double* x,
                               const double* const* vectors, double* const* out) {
  return evaluate_for(oracle, plan, x, vectors, out, nullptr);
}

fm_status LentOracle::evaluate_for(const fm_oracle* oracle, std::uint32_t plan, const double* x,
                                   const double* const* vectors, double* const* out,
                                   const double* needed) {
  LentOracle& self = at(oracle);
  return self.answer([&] {
    if (plan >= self.plans_.size())
      throw PluginFailure(FM_INVALID, "the plugin evaluated a plan that it had not prepared");
    self.oracle_.evaluate(self.plans_[plan], self.step_, x, vectors, out);
    if (self.rights_.charge) self.rights_.charge(self.oracle_.products(self.plans_[plan]), needed);
  });
}

void LentOracle::fail(const fm_oracle* oracle, std::uint32_t replica, const char* reason) {
  LentOracle& self = at(oracle);
  self.answer([&] {
    if (self.rights_.fail)
      self.rights_.fail(replica, clean_text(reason ? reason : "no reason given"));
  });
}

void LentOracle::warn(const fm_oracle* oracle, std::uint32_t replica, const char* text) {
  LentOracle& self = at(oracle);
  self.answer([&] {
    self.rights_.warn(replica,
                      clean_text(text ? text : "the learner warned without giving a text"));
  });
}

void LentOracle::left(const fm_oracle* oracle, std::uint32_t replica, double residual) {
  LentOracle& self = at(oracle);
  self.answer([&] {
    if (self.rights_.left) self.rights_.left(replica, residual);
  });
}

fm_status LentOracle::classify(const fm_oracle* oracle, const double* x, void* context,
                               void (*verdict)(void*, const char*, std::uint32_t, double)) {
  LentOracle& self = at(oracle);
  return self.answer([&] {
    for (const Verdict& v : self.rights_.classify(x))
      verdict(context, v.name.c_str(), v.holds, v.value);
  });
}

fm_status LentOracle::classify_in_full(const fm_oracle* oracle, const double* x, void* context,
                                       void (*verdict)(void*, const fm_verdict*)) {
  LentOracle& self = at(oracle);
  return self.answer([&] {
    for (const Verdict& v : self.rights_.classify(x)) {
      const fm_verdict in_full = {sizeof(fm_verdict),
                                  v.holds,
                                  v.name.c_str(),
                                  v.number.c_str(),
                                  v.relation.c_str(),
                                  v.value,
                                  v.bound,
                                  v.open.empty() ? 0u : 1u,
                                  0,
                                  v.open.c_str()};
      verdict(context, &in_full);
    }
  });
}

}  // namespace firstmove::engine

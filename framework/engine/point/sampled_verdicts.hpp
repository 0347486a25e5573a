// Verdicts on games that draw a sample at each step, such as a minibatch.
#pragma once

#include <functional>
#include <vector>

#include "point/point.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

// `verdicts` are of the quantities of a stochastic game, averaged over the fresh samples of a
// Point, and judge() gives the same of the samples that the point then has. The error of each
// margin, the difference between a verdict's number and its bound, comes from a jackknife: the
// margins with one group of samples left out (Efron, Tibshirani, "An Introduction to the
// Bootstrap", 1993, chapter 11). A verdict whose margin is less than its error at a level of 1 %
// away from 0 becomes open.
std::vector<Verdict> over_samples(std::vector<Verdict> verdicts, Point& at,
                                  const std::function<std::vector<Verdict>()>& judge);

}  // namespace firstmove::engine

// SPDX-License-Identifier: MIT
#include "sync/clock_filter.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chronus::sync {
namespace {

/// Radians per tick: the loop is derived for small ones, and a slow clock would make it unstable.
constexpr double kMaxOmega = 0.5;
constexpr double kNarrowing = 0.97;
constexpr double kWidening = 1.15;
/// Of independent errors, which jitter gives, the mean of 1/kBiasWeight lies within a fifth of the
/// mean absolute one; three times that is no chance.
constexpr double kBiasWeight = 1.0 / 16.0;
constexpr double kJitterWeight = 1.0 / 64.0;
constexpr double kLagging = 0.7;
/// Half a sample of what any clock's times are read with.
constexpr double kLeastJitter_s = 20e-6;

}  // namespace

void ClockFilter::begin(double time_s, double period_s) {
  next_s_ = time_s + period_s;
  period_s_ = period_s;
  bandwidth_hz_ = kWidest_Hz;
  bias_s_ = 0.0;
  jitter_s_ = 0.0;
}

void ClockFilter::tick(double time_s, int ticks) {
  next_s_ += (ticks - 1) * period_s_;
  const double error = time_s - next_s_;
  choose_bandwidth(error);
  const double omega = std::min(2.0 * std::numbers::pi * bandwidth_hz_ * period_s_, kMaxOmega);
  next_s_ += std::numbers::sqrt2 * omega * error + period_s_;
  period_s_ += omega * omega * error;
}

void ClockFilter::choose_bandwidth(double error_s) {
  bias_s_ += kBiasWeight * (error_s - bias_s_);
  jitter_s_ += kJitterWeight * (std::abs(error_s) - jitter_s_);
  const bool lags = std::abs(bias_s_) > kLagging * jitter_s_ && std::abs(bias_s_) > kLeastJitter_s;
  bandwidth_hz_ = lags ? std::min(bandwidth_hz_ * kWidening, kWidest_Hz)
                       : std::max(bandwidth_hz_ * kNarrowing, kNarrowest_Hz);
}

}  // namespace chronus::sync

// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::sync {

/// A delay-locked loop of second order that filters the jitter out of the times of a regular clock:
/// F. Adriaensen, "Using a DLL to filter time", Linux Audio Conference 2005. Its bandwidth B goes
/// from wide, which finds a clock quickly, to narrow, which hears no jitter, and back as far as the
/// errors keep one sign: then the tempo moves and the loop lags behind.
///
/// A core without limits of its own: the caller says which ticks are the clock's. Times are
/// seconds.
class ClockFilter {
 public:
  static constexpr double kWidest_Hz = 2.0;
  static constexpr double kNarrowest_Hz = 0.05;

  /// A tick at time_s, the next one expected a period later.
  void begin(double time_s, double period_s);
  /// The tick that was expected next, `ticks` - 1 others before it having been lost.
  void tick(double time_s, int ticks = 1);
  /// By how much a tick at time_s would be late (> 0) or early.
  double error_s(double time_s) const { return time_s - next_s_; }

  double period_s() const { return period_s_; }
  /// When the next tick is due, filtered.
  double next_s() const { return next_s_; }
  double bandwidth_hz() const { return bandwidth_hz_; }
  /// The mean absolute error of the last ticks: the clock's jitter, once it is locked.
  double jitter_s() const { return jitter_s_; }

 private:
  void choose_bandwidth(double error_s);

  double next_s_ = 0.0;
  double period_s_ = 1.0;
  double bandwidth_hz_ = kWidest_Hz;
  double bias_s_ = 0.0;
  double jitter_s_ = 0.0;
};

}  // namespace chronus::sync

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

/// Numbers that clients have summed up. Ten tenths are 1.0000001 in float32, a thousand thousandths
/// 0.99999: such a sum means the number beside it, where its own value would mean something else or
/// nothing.
namespace chronus {

/// What rounding leaves, as a part of the number that is meant.
inline constexpr double kRounding = 1e-5;

/// The bound that `value` lies beyond by no more than rounding, else `value` as it stands. Beside 0
/// what rounding leaves is measured against 1, or a narrower range's other end. NaN stays NaN.
inline double within_rounding(double value, double low, double high) {
  const auto slack = [&](double bound) {
    const double widest = std::max(std::abs(low), std::abs(high));
    return kRounding * (bound != 0.0 ? std::abs(bound) : std::min(1.0, widest));
  };
  if (value < low && value >= low - slack(low)) return low;
  if (value > high && value <= high + slack(high)) return high;
  return value;
}

/// One value in either of two units, as a fraction: 0 to 1 is one, 2 to `whole` are parts of
/// `whole` (a MIDI velocity of 127, percent). Nothing for what lies between 1 and 2, which nobody
/// can tell, and outside.
inline std::optional<double> fraction_of(double value, double whole) {
  const double fraction = within_rounding(value, 0.0, 1.0);
  if (fraction >= 0.0 && fraction <= 1.0) return fraction;
  const double parts = within_rounding(value, 2.0, whole);
  if (parts >= 2.0 && parts <= whole) return parts / whole;
  return std::nullopt;
}

}  // namespace chronus

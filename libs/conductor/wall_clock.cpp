// SPDX-License-Identifier: MIT
#include "conductor/wall_clock.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace chronus::conductor {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kNtpToUnix_s = 2'208'988'800;                     // 1900 to 1970, RFC 868
constexpr std::int64_t kEra_ns = (std::int64_t{1} << 32U) * kSecond_ns;  // 136 years

/// A tag's seconds begin anew every era, next in February 2036 (RFC 5905, section 6). It is the one
/// in which the tag lies less than 34 years ahead of now. Not simply the nearest: a client that
/// counts from 1970 by mistake means 70 years ago, not in 66.
///
/// Exact to the nanosecond: 2^-32 s is a quarter of one.
std::int64_t unix_ns_of(osc::TimeTag time, std::int64_t now_ns) {
  const auto seconds = static_cast<std::int64_t>(time.ntp >> 32U) - kNtpToUnix_s;
  const auto fraction = static_cast<std::uint64_t>(time.ntp & 0xFFFF'FFFFU);
  const auto ns = (fraction * std::uint64_t{kSecond_ns} + (std::uint64_t{1} << 31U)) >> 32U;
  const std::int64_t unix_ns = seconds * kSecond_ns + static_cast<std::int64_t>(ns);
  const bool is_next_era = unix_ns + kEra_ns - now_ns < kEra_ns / 4;
  return is_next_era ? unix_ns + kEra_ns : unix_ns;
}

}  // namespace

std::int64_t WallClock::observe(Frame frame, std::int64_t unix_ns) {
  const auto since_zero_ns =
      static_cast<std::int64_t>(std::llround(static_cast<double>(frame) * 1e9 / rate_));
  const std::int64_t zero_ns = unix_ns - since_zero_ns;
  observed_unix_ns_ = unix_ns;
  if (!anchored_) {
    anchored_ = true;
    zero_unix_ns_ = zero_ns;
  }
  window_earliest_ns_ = window_count_ == 0 ? zero_ns : std::min(window_earliest_ns_, zero_ns);
  if (++window_count_ < kWindow) return 0;
  window_count_ = 0;
  const auto tolerance_ns = static_cast<std::int64_t>(kTolerance_s * 1e9);
  const std::int64_t apart_ns = window_earliest_ns_ - zero_unix_ns_;
  if (std::abs(apart_ns) <= tolerance_ns) return 0;
  zero_unix_ns_ = window_earliest_ns_;
  return apart_ns;
}

Frame WallClock::frame_at(osc::TimeTag time) const {
  if (!anchored_) return 0;
  const double seconds =
      static_cast<double>(unix_ns_of(time, observed_unix_ns_) - zero_unix_ns_) / 1e9;
  return static_cast<Frame>(std::llround(seconds * rate_));
}

std::int64_t WallClock::unix_ns_at(Frame frame) const {
  const Frame seconds = frame / rate_;
  const Frame rest = frame % rate_;
  return zero_unix_ns_ + seconds * kSecond_ns + (rest * kSecond_ns + rate_ / 2) / rate_;
}

osc::TimeTag time_tag_of(std::int64_t unix_ns) {
  const auto seconds = static_cast<std::uint64_t>(unix_ns / kSecond_ns + kNtpToUnix_s);
  const auto fraction =
      (static_cast<std::uint64_t>(unix_ns % kSecond_ns) << 32U) / std::uint64_t{kSecond_ns};
  return {seconds << 32U | fraction};
}

}  // namespace chronus::conductor

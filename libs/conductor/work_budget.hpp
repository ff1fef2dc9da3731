// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/frame.hpp"

namespace chronus::conductor {

/// So much of what clients' patterns mean, in messages, and of all that is in a bundle: no more
/// than a block's time or two, since it lands on one frame. The rest is refused.
inline constexpr std::size_t kMostWorkOfBundle = 5'120;

/// What clients may have done in a pass, so that no flood holds the horizon: microseconds of this
/// thread, and commands, which the workers must apply and a restore must find. What goes beyond is
/// taken off the passes that follow: a message is never cut, but the next one waits the longer.
/// Pure; used by one thread.
class WorkBudget {
 public:
  /// A pass begins that decides so many frames of music.
  void refill(Frame frames, int rate) {
    const std::int64_t granted = std::min(kMostAtOnce, kWorkPerSecond * frames / rate);
    work_ = std::min(work_ + granted, granted);
    commands_ = std::min(commands_ + kCommandsPerSecond * frames / rate, kMostCommandsAtOnce);
  }
  bool is_spent() const { return work_ <= 0 || commands_ <= 0; }
  void charge(std::int64_t work, std::uint64_t commands) {
    work_ -= work;
    commands_ -= static_cast<std::int64_t>(commands);
  }

 private:
  /// Half of the time that the audio clock grants: a plain message counts as a microsecond, or as
  /// what it took.
  static constexpr std::int64_t kWorkPerSecond = 500'000;
  static constexpr std::int64_t kMostAtOnce = 4'096;
  /// The history keeps 2^18, back to a keyframe that is half a second old: there is room for them
  /// and for those of the sequencers.
  static constexpr std::int64_t kCommandsPerSecond = 300'000;
  static constexpr std::int64_t kMostCommandsAtOnce = 8'192;

  std::int64_t work_ = 0;
  std::int64_t commands_ = kMostCommandsAtOnce;
};

}  // namespace chronus::conductor

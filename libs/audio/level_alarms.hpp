// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>

#include "audio/levels.hpp"

namespace chronus::audio {

/// What is wrong with what is heard, or is so no longer.
struct LevelAlarm {
  const char* what = "";  ///< `silence` or `dc`
  bool is_over = false;
  int channel = 0;     ///< from 1 on, of `dc`
  std::string detail;  ///< for whoever runs the engine
};

/// Watches the levels for what nobody plays on purpose: silence after sound, and direct current,
/// which costs headroom and harms loudspeakers. Each is told once, and its end. One thread.
class LevelAlarms {
 public:
  /// Silence: no channel's peak above this …
  static constexpr float kSilence_db = -90.0F;
  /// … for so long, after there was sound and while something plays.
  static constexpr int kSilence_s = 10;
  /// Direct current: a channel's mean of a second is beyond ± this, -34 dBFS; it is over at half.
  static constexpr float kDirectCurrent = 0.02F;

  explicit LevelAlarms(int channels) : channels_(channels) {}

  /// The next stretch; at most one thing is told of it. Where nothing plays silence is meant.
  std::optional<LevelAlarm> step(const Levels& levels, bool is_playing);

 private:
  std::optional<LevelAlarm> step_silence(const Levels& levels, bool is_playing);
  std::optional<LevelAlarm> step_direct_current(const Levels& levels);

  int channels_;
  bool has_sounded_ = false;
  bool is_silent_ = false;  // and it was told
  int silent_for_ = 0;      // stretches
  std::array<float, kMaxChannels> mean_{};
  std::array<bool, kMaxChannels> has_current_{};
};

}  // namespace chronus::audio

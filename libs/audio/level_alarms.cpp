// SPDX-License-Identifier: MIT
#include "audio/level_alarms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace chronus::audio {

std::optional<LevelAlarm> LevelAlarms::step(const Levels& levels, bool is_playing) {
  auto current = step_direct_current(levels);
  auto silence = step_silence(levels, is_playing);
  return silence ? silence : current;
}

std::optional<LevelAlarm> LevelAlarms::step_silence(const Levels& levels, bool is_playing) {
  const float peak = *std::max_element(levels.peak.begin(), levels.peak.begin() + channels_);
  if (to_db(peak) > kSilence_db) {
    has_sounded_ = true;
    silent_for_ = 0;
    if (!std::exchange(is_silent_, false)) return std::nullopt;
    return LevelAlarm{.what = "silence", .is_over = true, .detail = "there is sound again"};
  }
  if (!is_playing) silent_for_ = 0;
  if (!has_sounded_ || is_silent_ || !is_playing) return std::nullopt;
  if (++silent_for_ < kSilence_s * Levels::kPerSecond) return std::nullopt;
  is_silent_ = true;
  return LevelAlarm{.what = "silence",
                    .detail = fmt::format("nothing has sounded for {} s", kSilence_s)};
}

std::optional<LevelAlarm> LevelAlarms::step_direct_current(const Levels& levels) {
  constexpr float kOfASecond = 1.0F / Levels::kPerSecond;
  for (int c = 0; c < channels_; ++c) {
    const auto channel = static_cast<std::size_t>(c);
    mean_[channel] += kOfASecond * (levels.mean[channel] - mean_[channel]);
    const float current = std::abs(mean_[channel]);
    bool& has_current = has_current_[channel];
    const bool is_told = has_current ? current < kDirectCurrent / 2.0F : current > kDirectCurrent;
    if (!is_told) continue;
    has_current = !has_current;
    return LevelAlarm{
        .what = "dc",
        .is_over = !has_current,
        .channel = c + 1,
        .detail = has_current ? fmt::format("channel {} has direct current of {:.1f} dBFS", c + 1,
                                            to_db(current))
                              : fmt::format("channel {} has no direct current any more", c + 1)};
  }
  return std::nullopt;
}

}  // namespace chronus::audio

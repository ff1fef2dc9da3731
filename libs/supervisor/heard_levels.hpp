// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "audio/level_alarms.hpp"
#include "audio/levels.hpp"
#include "conductor/sender.hpp"
#include "supervisor/event_publisher.hpp"
#include "supervisor/status_report.hpp"

namespace chronus::supervisor {

/// What is heard, as clients are told of it: twenty events `meter` a second, `/meter`, and alarms.
/// Used by the conductor thread.
class HeardLevels {
 public:
  using Log = std::function<void(const std::string& line, bool is_over)>;

  /// `log`: a line for the log, of an alarm or of its end.
  HeardLevels(int channels, EventPublisher& events, Log log)
      : channels_(channels), events_(events), log_(std::move(log)), alarms_(channels) {}

  /// The next stretch that was measured, and whether some sequencer plays.
  void add(const audio::Levels& levels, bool is_playing);

  /// As `/meter` tells it; null before a second has been heard.
  conductor::JsonText master() const;
  LevelFacts facts() const;

 private:
  void tell(const audio::LevelAlarm& alarm, Frame frame);
  /// Of all the stretches of the last second.
  audio::Levels second() const;

  int channels_;
  EventPublisher& events_;
  Log log_;
  audio::LevelAlarms alarms_;
  std::array<audio::Levels, audio::Levels::kPerSecond> last_{};
  std::size_t heard_ = 0;
};

}  // namespace chronus::supervisor

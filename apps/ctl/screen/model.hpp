// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctl/json_text.hpp"
#include "apps/ctl/screen/grid.hpp"
#include "osc/message.hpp"

namespace chronus::ctl {

/// When something came.
struct Moment {
  std::int64_t now_ns = 0;  ///< of a clock that never goes back
  std::string time_of_day;  ///< "12:00:01.250"
};

/// A channel of what is heard, dBFS.
struct MeterLevel {
  double peak_db = -200.0;
  double rms_db = -200.0;
  double held_db = -200.0;   ///< the highest peak of late, falling after a while
  std::int64_t held_ns = 0;  ///< when that was
};

struct News {
  std::string time_of_day;
  std::string text;
  Style style = Style::kPlain;
};

/// What the live screen knows of an engine: fed with what it says, it tells what is to be seen.
/// Owns no clock, socket or terminal.
class ScreenModel {
 public:
  /// Silence for so long and the engine is said not to answer.
  static constexpr std::int64_t kSilence_ns = 1'700'000'000;
  /// Peaks stand for so long, and then fall, by so much a second.
  static constexpr std::int64_t kHold_ns = 1'500'000'000;
  static constexpr double kFall_db = 24.0;
  static constexpr std::size_t kMostNews = 500;

  explicit ScreenModel(std::string server) : server_(std::move(server)) {}

  /// A message of the engine's; one that it does not know counts as a sign of life.
  void take(const osc::Message& message, const Moment& moment);
  /// Lets time pass: peaks fall, and silence is noticed.
  void pass(const Moment& moment);
  /// What was held or clipped so far is forgotten.
  void clear_peaks();

  const std::string& server() const { return server_; }
  bool answers() const { return answers_; }
  /// Null until it has said it.
  const Json& status() const { return status_; }
  const std::vector<MeterLevel>& levels() const { return levels_; }
  /// Of a sequencer: the last that was told, by event or status; -1: none.
  int step_of(const std::string& id) const;
  /// The newest last.
  const std::deque<News>& news() const { return news_; }

 private:
  void take_status(const std::string& json, const Moment& moment);
  void take_event(std::string_view kind, const std::string& json, const Moment& moment);
  void take_meter(const Json& meter, const Moment& moment);
  void tell(const Moment& moment, std::string text, Style style);

  std::string server_;
  Json status_;
  std::vector<MeterLevel> levels_;
  std::map<std::string, int> steps_;
  std::deque<News> news_;
  bool answers_ = true;
  std::int64_t heard_ns_ = -1;  ///< the last word; -1: none yet
};

/// `from 0, to 1, reason killed`
std::string members_text(const Json& object);

}  // namespace chronus::ctl

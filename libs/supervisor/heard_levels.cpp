// SPDX-License-Identifier: MIT
#include "supervisor/heard_levels.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/json.hpp"
#include "conductor/json_text.hpp"

namespace chronus::supervisor {
namespace {

using Channels = std::array<float, kMaxChannels>;

Json decibels(const Channels& levels, int channels) {
  auto list = Json::array();
  for (const float level : std::span(levels).first(static_cast<std::size_t>(channels))) {
    list.push_back(to_json_number(audio::to_db(level)));
  }
  return list;
}

Json levels_json(const audio::Levels& levels, int channels) {
  return {{"frame", levels.end},
          {"peak_db", decibels(levels.peak, channels)},
          {"rms_db", decibels(levels.rms, channels)},
          {"true_peak_db", decibels(levels.true_peak, channels)},
          {"clipped", levels.clipped}};
}

}  // namespace

void HeardLevels::add(const audio::Levels& levels, bool is_playing) {
  last_[heard_++ % last_.size()] = levels;
  if (events_.wants("meter")) {
    events_.tell("meter",
                 [levels, channels = channels_] { return to_text(levels_json(levels, channels)); });
  }
  if (const auto alarm = alarms_.step(levels, is_playing)) tell(*alarm, levels.end);
}

void HeardLevels::tell(const audio::LevelAlarm& alarm, Frame frame) {
  log_("output: " + alarm.detail, alarm.is_over);
  events_.tell("alarm", [alarm, frame] {
    Json json{{"what", alarm.what},
              {"state", alarm.is_over ? "over" : "begun"},
              {"frame", frame},
              {"detail", alarm.detail}};
    if (alarm.channel > 0) json["channel"] = alarm.channel;
    return to_text(json);
  });
}

audio::Levels HeardLevels::second() const {
  audio::Levels second = last_[(heard_ + last_.size() - 1) % last_.size()];
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels_); ++c) {
    float squares = 0.0F;
    for (const audio::Levels& part : last_) {
      second.peak[c] = std::max(second.peak[c], part.peak[c]);
      second.true_peak[c] = std::max(second.true_peak[c], part.true_peak[c]);
      squares += part.rms[c] * part.rms[c];
    }
    second.rms[c] = std::sqrt(squares / static_cast<float>(last_.size()));
  }
  return second;
}

conductor::JsonText HeardLevels::master() const {
  if (heard_ < last_.size()) return nullptr;
  return [levels = second(), channels = channels_] {
    Json json = levels_json(levels, channels);
    json["lufs"] = {{"momentary", to_json_number(levels.momentary)},
                    {"short_term", to_json_number(levels.short_term)},
                    {"integrated", to_json_number(levels.integrated)}};
    return to_text(json);
  };
}

LevelFacts HeardLevels::facts() const {
  if (heard_ == 0) return {};
  const audio::Levels levels = second();
  const auto loudest = [this](const Channels& of) {
    return audio::to_db(*std::max_element(of.begin(), of.begin() + channels_));
  };
  return {loudest(levels.peak), loudest(levels.rms), levels.clipped};
}

}  // namespace chronus::supervisor

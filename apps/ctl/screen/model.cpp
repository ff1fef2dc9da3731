// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chronus::ctl {

namespace {

Style style_of(std::string_view kind, const Json& event) {
  constexpr std::array<std::string_view, 10> kBadKinds = {
      "alarm",     "diverged", "failed",   "failover", "quarantine",
      "restoring", "underrun", "withheld", "thinned",  "dropped"};
  const Json& what = at(event, "what");
  if (kind == "record" && what == "failed") return Style::kBad;
  if (kind == "alarm" && at(event, "state") == "over") return Style::kGood;
  if (kind == "worker") return text(event, "state") == "ready" ? Style::kGood : Style::kWarning;
  if (kind == "restored") return Style::kGood;
  if (std::find(kBadKinds.begin(), kBadKinds.end(), kind) != kBadKinds.end()) return Style::kBad;
  return Style::kPlain;
}

std::string word(const osc::Message& message, std::size_t index) {
  const auto* said = index < message.args.size() ? osc::as_string(message.args[index]) : nullptr;
  return said != nullptr ? *said : "";
}

double level(const Json& list, std::size_t channel) {
  constexpr double kSilence_db = -200.0;
  if (!list.is_array() || channel >= list.size() || !list[channel].is_number()) return kSilence_db;
  return list[channel].get<double>();
}

}  // namespace

std::string members_text(const Json& object) {
  if (!object.is_object()) return text(object);
  std::string all;
  for (const auto& [key, value] : object.items()) {
    if (value.is_null() || (value.is_string() && value.get<std::string>().empty())) continue;
    if (!all.empty()) all += ", ";
    all += key + " " + (value.is_number_integer() ? value.dump() : text(value));
  }
  return all;
}

void ScreenModel::take(const osc::Message& message, const Moment& moment) {
  if (!answers_) tell(moment, "the engine is back", Style::kGood);
  answers_ = true;
  heard_ns_ = moment.now_ns;
  if (message.address == "/status.reply") take_status(word(message, 0), moment);
  if (message.address == "/event") take_event(word(message, 0), word(message, 1), moment);
  if (message.address == "/fail") {
    tell(moment, "refused: " + word(message, 0) + " " + word(message, 1), Style::kWarning);
  }
}

void ScreenModel::take_status(const std::string& json, const Moment& moment) {
  Json status = json_of(json);
  if (!status.is_object()) return;
  if (status_.is_object() && number(status, "uptime_s") < number(status_, "uptime_s")) {
    tell(moment, "the engine was started anew", Style::kWarning);
    steps_.clear();
  }
  status_ = std::move(status);
  for (const auto& sequencer : at(status_, "sequencers")) {
    const auto id = text(sequencer, "id");
    // What is told with each step is newer than this.
    if (at(sequencer, "playing") == true && steps_.contains(id)) continue;
    const Json& step = at(sequencer, "current_step");
    if (at(sequencer, "playing") == true && step.is_number_integer()) {
      steps_[id] = step.get<int>();
    } else {
      steps_.erase(id);
    }
  }
}

void ScreenModel::take_event(std::string_view kind, const std::string& json, const Moment& moment) {
  const Json event = json_of(json);
  if (kind == "state") return take_status(json, moment);
  if (kind == "meter") return take_meter(event, moment);
  if (kind == "step") {
    const Json& step = at(event, "step");
    if (step.is_number_integer()) steps_[text(event, "id")] = step.get<int>();
    return;
  }
  if (kind == "edit") return;
  tell(moment, std::string(kind) + "  " + members_text(event), style_of(kind, event));
}

void ScreenModel::take_meter(const Json& meter, const Moment& moment) {
  constexpr std::size_t kMostChannels = 64;
  const Json& peaks = at(meter, "peak_db");
  if (!peaks.is_array()) return;
  levels_.resize(std::min(peaks.size(), kMostChannels));
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    auto& it = levels_[i];
    it.peak_db = level(peaks, i);
    it.rms_db = level(at(meter, "rms_db"), i);
    if (it.peak_db < it.held_db) continue;
    it.held_db = it.peak_db;
    it.held_ns = moment.now_ns;
  }
}

void ScreenModel::pass(const Moment& moment) {
  if (heard_ns_ < 0) heard_ns_ = moment.now_ns;
  if (answers_ && moment.now_ns - heard_ns_ >= kSilence_ns) {
    answers_ = false;
    tell(moment, "no answer from " + server_, Style::kBad);
    steps_.clear();
    levels_.clear();
  }
  for (auto& it : levels_) {
    const auto over_ns = moment.now_ns - it.held_ns - kHold_ns;
    if (over_ns <= 0) continue;
    it.held_db -= static_cast<double>(over_ns) / 1e9 * kFall_db;
    it.held_db = std::max(it.held_db, it.peak_db);
    it.held_ns = moment.now_ns - kHold_ns;
  }
}

void ScreenModel::clear_peaks() {
  for (auto& it : levels_) it.held_db = it.peak_db;
}

int ScreenModel::step_of(const std::string& id) const {
  const auto found = steps_.find(id);
  return found != steps_.end() ? found->second : -1;
}

void ScreenModel::tell(const Moment& moment, std::string text, Style style) {
  news_.push_back({moment.time_of_day, std::move(text), style});
  if (news_.size() > kMostNews) news_.pop_front();
}

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#include "session/replay.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "conductor/scene_lines.hpp"
#include "session/jump.hpp"
#include "session/silent_stage.hpp"

namespace chronus::session {
namespace {

/// Longer rests are jumped over. It is music that a few milliseconds are enough for, and in which
/// what waits for a cycle has mostly come.
constexpr int kGoneThrough_s = 60;

}  // namespace

Replay::Replay(SavedSession saved, const catalog::Catalog& catalog,
               const vocabulary::Vocabulary& vocabulary, bool drills)
    : catalog_(catalog),
      vocabulary_(vocabulary),
      drills_(drills),
      format_(saved.format),
      mark_(saved.mark),
      subscribers_(std::move(saved.subscribers)),
      number_(saved.number) {
  begin(std::move(saved.score), saved.from);
  stage_->conductor().advance(saved.last + 1 - saved.from);
}

Replay::~Replay() = default;

void Replay::begin(score::Score score, Frame from) {
  from_ = from;
  stage_ = std::make_unique<SilentStage>(format_, catalog_, vocabulary_, drills_, std::move(score),
                                         refusals_);
}

Frame Replay::position() const { return from_ + stage_->conductor().horizon(); }

void Replay::advance(Frame to) {
  if (to <= position()) return;
  const Frame near = Frame{kGoneThrough_s} * format_.rate;
  if (to - position() > 2 * near) {
    stage_->conductor().advance(position() + near - from_);
    const Frame now = stage_->conductor().horizon();
    score::Score scene;
    for (auto& line : scene_lines_near(stage_->scene(), now, to - from_)) {
      scene.events.push_back({0, 0, std::move(line)});
    }
    begin(std::move(scene), from_ + now);
  }
  stage_->conductor().advance(to - from_);
}

std::vector<osc::Subscription> Replay::subscribers(std::int64_t unix_ns) const {
  const std::int64_t since_ns = unix_ns - mark_.unix_ns;
  const bool may_listen = since_ns >= 0 && since_ns < osc::Subscribers::kLease_ns;
  return may_listen ? subscribers_ : std::vector<osc::Subscription>();
}

std::vector<osc::Message> Replay::settings(bool is_classic) const {
  std::vector<osc::Message> lines;
  const bool was_classic = stage_->scene().patches.is_classic();
  // Lines are to be read as they were meant.
  if (is_classic && !was_classic) lines.push_back({"/classic", {0}});
  auto settings = conductor::setting_lines(stage_->scene());
  std::move(settings.begin(), settings.end(), std::back_inserter(lines));
  if (is_classic && !was_classic) lines.push_back({"/classic", {1}});
  return lines;
}

std::vector<osc::Message> Replay::places(int rate) const {
  const auto& scene = stage_->scene();
  std::vector<osc::Message> lines;
  for (const auto& sequencer : scene.bank.all()) {
    // Its chain may have gone on since the settings were told.
    if (!sequencer->playing() || sequencer->content().chain.empty()) continue;
    for (auto& line : conductor::chain_lines(sequencer->info())) lines.push_back(std::move(line));
  }
  auto places = conductor::place_lines(scene, {stage_->conductor().horizon(), format_.rate, rate});
  std::move(places.begin(), places.end(), std::back_inserter(lines));
  return lines;
}

}  // namespace chronus::session

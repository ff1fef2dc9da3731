// SPDX-License-Identifier: MIT
#include "supervisor/session_desk.hpp"

#include <utility>

#include "conductor/json_text.hpp"
#include "conductor/scene_lines.hpp"
#include "supervisor/scene_time.hpp"

namespace chronus::supervisor {
namespace {

constexpr Frame kSettingsFrame = 1;
/// Between marks of the clock: while something plays, which is to go on in its place, and else.
constexpr int kMarkEvery_s = 1;
constexpr int kIdleMarkEvery_s = 60;
/// Lines of them, however often they change.
constexpr int kSubscribersPerSecond = 20;
constexpr std::size_t kMostEarly = 64;
score::Score score_at(Frame frame, std::vector<osc::Message> lines) {
  score::Score score;
  int number = 0;
  for (auto& line : lines) score.events.push_back({frame, ++number, std::move(line)});
  return score;
}

}  // namespace

score::Score restored_score(const session::Replay& session, bool is_classic) {
  return score_at(kSettingsFrame, session.settings(is_classic));
}

SessionDesk::SessionDesk(const StreamFormat& format, conductor::Conductor& conductor,
                         const conductor::WallClock& clock, EventPublisher& events,
                         SessionWriter* writer, Figures& figures,
                         std::unique_ptr<session::Replay> restored)
    : format_(format),
      conductor_(conductor),
      clock_(clock),
      events_(events),
      writer_(writer),
      figures_(figures),
      restored_(std::move(restored)),
      restored_number_(restored_ ? restored_->number() : 0) {}

bool SessionDesk::holds_clients_back(std::int64_t now_ns) {
  if (!restored_) return false;
  if (!waits_since_ns_) waits_since_ns_ = now_ns;
  return now_ns - *waits_since_ns_ < kMostWait_ns;
}

void SessionDesk::before_advance() {
  if (!restored_ || !clock_.is_known() || conductor_.horizon() <= kSettingsFrame) return;
  const Frame here = conductor_.horizon();
  restored_->advance_to_time(clock_.unix_ns_at(here));
  conductor_.load_score(score_at(here, restored_->places(format_.rate)),
                        conductor::Conductor::Undoable::kNo);
  figures_.session_was_frame.store(restored_->position(), std::memory_order_relaxed);
  figures_.session_frame.store(here, std::memory_order_relaxed);
  is_placed_ = true;
}

void SessionDesk::after_advance(Frame played, bool is_heard) {
  if (std::exchange(is_placed_, false)) welcome_subscribers();
  if (!restored_) tell_refused();
  if (restored_ || !is_heard) silent_ = played;
  // A session that is about to be taken up is not written over by what is there without it.
  if (writer_ == nullptr || restored_ || !clock_.is_known()) return;
  if (writer_->wants_snapshot()) snapshot();
  mark(played);
  tell_subscribers(played);
  if (played - silent_ >= Frame{kProven_ms} * format_.rate / 1'000) writer_->note_played_on();
  writer_->wake();
}

/// Those of the run before, who were told of everything up to its end.
void SessionDesk::welcome_subscribers() {
  const Frame here = figures_.session_frame.load(std::memory_order_relaxed);
  const Frame there = restored_->position();
  events_.take_over(restored_->subscribers(clock_.unix_ns_at(here)));
  restored_.reset();
  for (auto& [kind, json] : std::exchange(early_, {})) tell(kind, std::move(json));
  events_.tell("session", [here, there] {
    return to_text(Json{{"restored", true}, {"frame", here}, {"was_frame", there}});
  });
}

void SessionDesk::tell(const std::string& kind, std::string json) {
  if (restored_ && !events_.wants(kind) && early_.size() < kMostEarly) {
    early_.emplace_back(kind, std::move(json));
    return;
  }
  events_.tell(kind, [json = std::move(json)] { return json; });
}

/// All at once: no line of it comes behind its places.
void SessionDesk::tell_refused() {
  if (refusals_.total() == 0) return;
  const auto refusals = std::exchange(refusals_, {});
  if (writer_ != nullptr) writer_->refused(restored_number_, refusals);
}

void SessionDesk::end() {
  const bool is_kept = writer_ != nullptr && !restored_ && clock_.is_known();
  if (!is_kept || !writer_->status().has_hole) return;
  if (conductor_.scene().bank.memory_bytes() > kMostToldAtRest_bytes) return;
  make_snapshot();
  writer_->wake();
}

/// Made on this thread: one that would take longer than the lead can bear waits until there is less
/// of it or, where nothing is kept without it, until sequencers stand still. The first of a run
/// does not wait.
void SessionDesk::snapshot() {
  const bool has_hole = writer_->status().has_hole;
  if (!is_first_ && !has_time_for_scene(conductor_.scene().bank, has_hole)) {
    return writer_->put_off();
  }
  make_snapshot();
}

void SessionDesk::make_snapshot() {
  is_first_ = false;
  const auto& scene = conductor_.scene();
  const Frame frame = conductor_.horizon();
  const auto& subscribers = events_.subscribers();
  writer_->snapshot({frame, clock_.unix_ns_at(frame)}, session::subscribers_line(subscribers),
                    conductor::scene_lines(scene, frame));
  subscribers_told_ = subscribers.revision();
}

void SessionDesk::mark(Frame played) {
  const int every_s = conductor_.scene().bank.playing() ? kMarkEvery_s : kIdleMarkEvery_s;
  if (played < marked_ + Frame{every_s} * format_.rate) return;
  marked_ = played;
  writer_->remark(session::clock_line({played, clock_.unix_ns_at(played)}));
}

void SessionDesk::tell_subscribers(Frame played) {
  const auto& subscribers = events_.subscribers();
  if (subscribers.revision() == subscribers_told_) return;
  if (played < subscribers_told_at_ + format_.rate / kSubscribersPerSecond) return;
  subscribers_told_ = subscribers.revision();
  subscribers_told_at_ = played;
  writer_->remark(session::subscribers_line(subscribers));
}

}  // namespace chronus::supervisor

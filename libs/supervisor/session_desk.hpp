// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/frame.hpp"
#include "conductor/conductor.hpp"
#include "conductor/wall_clock.hpp"
#include "score/score.hpp"
#include "session/refusals.hpp"
#include "session/replay.hpp"
#include "supervisor/event_publisher.hpp"
#include "supervisor/session_writer.hpp"
#include "supervisor/status_board.hpp"

namespace chronus::supervisor {

/// The settings of a session as the score that a run begins with. They land on frame 1: what plays
/// from frame 0 on, the default patch, is silent, and over it they are faded in as any commit is.
score::Score restored_score(const session::Replay& session, bool is_classic);

/// The session on the conductor's thread: what was playing is put back into its place as soon as it
/// is known which frame is heard when, and from then on what changes is handed to the writer.
class SessionDesk {
 public:
  /// Music in a row, by workers that play, before a session counts as one that does not end its
  /// starts: long enough for what it does to the engine, short enough that a start which is killed
  /// from outside has mostly come so far.
  static constexpr int kProven_ms = 500;
  static constexpr std::int64_t kMostWait_ns = 2'000'000'000;

  /// `writer`: null where no session is kept; `restored`: null where none is taken up. All others
  /// outlive it.
  SessionDesk(const StreamFormat& format, conductor::Conductor& conductor,
              const conductor::WallClock& clock, EventPublisher& events, SessionWriter* writer,
              Figures& figures, std::unique_ptr<session::Replay> restored);

  /// What was playing is not back in its place yet.
  bool is_taking_up() const { return restored_ != nullptr; }
  /// So a message of now would be taken back by what was then: it waits. For at most kMostWait_ns
  /// after the first pass, so that one can be heard who wants to do something about a session that
  /// does not come up.
  bool holds_clients_back(std::int64_t now_ns);
  /// Before each advance of the conductor.
  void before_advance();
  /// A line of it, as this run performs it, was refused: "/seq/mute: no sequencer 'kick'".
  void refused(std::string why) { refusals_.add({0, std::move(why)}); }
  /// News that came before it was in its place, where those who want them are not there yet, wait
  /// for them.
  void tell(const std::string& kind, std::string json);
  /// Behind it. `played`: the audio clock; `is_heard`: there is a worker that may play.
  void after_advance(Frame played, bool is_heard);
  /// No pass comes any more, and nothing is late: a hole is ended.
  void end();

 private:
  void welcome_subscribers();
  void tell_refused();
  void snapshot();
  void make_snapshot();
  void mark(Frame played);
  void tell_subscribers(Frame played);

  StreamFormat format_;
  conductor::Conductor& conductor_;
  const conductor::WallClock& clock_;
  EventPublisher& events_;
  SessionWriter* writer_;
  Figures& figures_;
  std::unique_ptr<session::Replay> restored_;
  std::int64_t restored_number_ = 0;                        // of its file
  session::Refusals refusals_;                              // not told yet
  std::vector<std::pair<std::string, std::string>> early_;  // news that wait
  std::optional<std::int64_t> waits_since_ns_;
  bool is_placed_ = false;  // in this pass
  bool is_first_ = true;    // no snapshot has been made
  Frame silent_ = 0;        // the last frame on which nothing was heard of it
  Frame marked_ = 0;
  std::uint64_t subscribers_told_ = 0;  // which revision of them
  Frame subscribers_told_at_ = 0;
};

}  // namespace chronus::supervisor

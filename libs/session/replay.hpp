// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/frame.hpp"
#include "catalog/catalog.hpp"
#include "osc/message.hpp"
#include "session/refusals.hpp"
#include "session/saved_session.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::session {

class SilentStage;

/// What has become of a session: its lines performed by a conductor without an engine, and played
/// on as if the run that wrote it had not ended. Frames are that run's. One thread at a time.
class Replay {
 public:
  /// Performs all lines. The catalogues outlive it. `drills`: as conductor::Limits.
  Replay(SavedSession saved, const catalog::Catalog& catalog,
         const vocabulary::Vocabulary& vocabulary, bool drills);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// Where it stands: everything before it has been played.
  Frame position() const;
  /// Plays on to `to`, or stays where that is behind it. What is far is reached in no more time
  /// than what is near (jump.hpp).
  void advance(Frame to);
  /// As advance(), to what the run would have played by then.
  void advance_to_time(std::int64_t unix_ns) { advance(mark_.frame_at(unix_ns, format_.rate)); }

  /// Who heard of events, where they may still listen at `unix_ns`: within their lease.
  std::vector<osc::Subscription> subscribers(std::int64_t unix_ns) const;

  /// The set as it stands, with nothing playing: lines for a conductor that plays the default
  /// patch. `is_classic`: that one was started with `--classic`, and stays so.
  std::vector<osc::Message> settings(bool is_classic) const;
  /// Where it plays: for a conductor that has the settings, at `rate`, and goes on from the frame
  /// that they are performed on.
  std::vector<osc::Message> places(int rate) const;
  /// Lines that were refused, up to where it stands.
  const Refusals& refusals() const { return refusals_; }
  /// The number of the file (SessionFiles) that it was read from; 0: of none.
  std::int64_t number() const { return number_; }

 private:
  void begin(score::Score score, Frame from);

  const catalog::Catalog& catalog_;
  const vocabulary::Vocabulary& vocabulary_;
  bool drills_;
  StreamFormat format_;
  ClockMark mark_;
  std::vector<osc::Subscription> subscribers_;
  std::int64_t number_;
  Refusals refusals_;
  Frame from_ = 0;  // of the run, on which the stage has its frame 0
  std::unique_ptr<SilentStage> stage_;
};

}  // namespace chronus::session

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/command.hpp"
#include "engine/patch.hpp"
#include "osc/endpoint.hpp"
#include "osc/lanes.hpp"
#include "osc/message.hpp"
#include "osc/subscribers.hpp"

namespace chronus::conductor {

struct Counters;

}  // namespace chronus::conductor

namespace chronus::sequencer {
class Bank;
}  // namespace chronus::sequencer

namespace chronus::conductor {

/// Who sent a message. A score's lines come from nobody: their failures are told by line.
struct Sender {
  osc::Endpoint endpoint;
  bool is_score = false;
  int score_line = 0;
  bool is_clock = false;    ///< a clock outside that the transport follows: it hears no answer
  osc::LaneIndex lane = 0;  ///< whose share what it sends takes up
};

/// Renders a JSON text, on another thread than the conductor's. Owns what it reads.
using JsonText = std::function<std::string()>;

/// What a client wants recorded.
struct Take {
  std::string file;           ///< in the recording directory; empty: a name made of the time
  std::string sample_format;  ///< "float", "24" or "16"; empty: what the kind of file usually has
};

/// How a patch stands with the workers that play.
enum class PatchProgress { kBuilding, kBuilt, kRefused };

/// What the conductor acts on: two workers behind rings, or one engine offline. Called on the
/// conductor's thread only; no call waits.
class Stage {
 public:
  virtual ~Stage() = default;

  /// The command goes to every worker. Frames and sequence numbers rise.
  virtual void command(const engine::Command& command) = 0;
  /// Commands that may be written now without one being lost to a worker.
  virtual std::size_t command_space() const = 0;
  virtual void build_patch(const engine::PatchDescription& patch) = 0;
  virtual PatchProgress patch_progress(std::uint64_t version) = 0;
  /// The newest command that the primary has applied.
  virtual std::uint64_t applied_seq() const = 0;

  /// Sends to the client; `json`, where given, becomes the last argument.
  virtual void reply(const Sender& to, osc::Message message, JsonText json) = 0;
  /// `/event KIND JSON` to every subscriber that wants the kind.
  virtual void event(std::string_view kind, JsonText json) = 0;
  /// Whether any does: there are kinds that come with every step.
  virtual bool wants_event(std::string_view /*kind*/) const { return false; }
  /// `/notify 1`: the subscriber first gets the present state. False where its own word has to be
  /// waited for, and the asker is answered then. Offline nobody listens.
  virtual Result<bool> subscribe(osc::Subscription /*wanted*/, JsonText /*conductor_part*/) {
    return true;
  }
  /// `/notify/ok`, the word of one that another has subscribed.
  virtual void confirm_subscription(const osc::Endpoint& /*from*/, std::int64_t /*number*/,
                                    JsonText /*conductor_part*/) {}
  /// `/notify 0`
  virtual Status unsubscribe(const osc::Endpoint& /*to*/, const osc::Endpoint& /*by*/) {
    return {};
  }
  /// A word for whoever runs the engine; rare.
  virtual void warn(const std::string& /*what*/) {}
  /// A message that changed something, for the journal.
  virtual void played(Frame frame, const osc::Message& message) = 0;

  /// The frames from `from` up to `to` are decided. The bank's tempo is theirs, its events are
  /// those of these frames, and what plays plays in all of them.
  virtual void advanced(const sequencer::Bank& /*bank*/, Frame /*from*/, Frame /*to*/) {}

  /// A clock that tells how long work took; where it stands still nothing is limited by time.
  virtual std::int64_t now_ns() const { return 0; }

  /// The frame on which a time tag falls.
  virtual Frame frame_at(osc::TimeTag time) const = 0;
  /// Completes `/status`: renders audio, workers and the rest around the conductor's own part.
  virtual JsonText status(JsonText conductor_part) = 0;

  /// What only a live supervisor has. Each answers the sender by itself, when it is true; an
  /// error is answered by the conductor at once.
  virtual Status record_start(const Sender& sender, const osc::Message& message, const Take& take,
                              Frame from) = 0;
  virtual Status record_stop(const Sender& sender, const osc::Message& message, Frame at) = 0;
  virtual Status record_status(const Sender& sender) = 0;
  virtual Status replace_worker(const Sender& sender, const osc::Message& message, int slot,
                                bool graceful) = 0;
};

}  // namespace chronus::conductor

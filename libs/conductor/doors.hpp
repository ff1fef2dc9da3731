// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/frame.hpp"
#include "conductor/samples.hpp"
#include "conductor/sender.hpp"
#include "engine/command.hpp"
#include "engine/patch.hpp"
#include "osc/message.hpp"

/// What the conductor and services act on: three narrow doors to the engines, to clients and to the
/// journal. They are called on the conductor's thread only; no call waits.
namespace chronus::conductor {

/// How a patch stands with the workers that play.
enum class PatchProgress { kBuilding, kBuilt, kRefused };

/// The engines: two workers behind rings, or one offline.
class CommandDoor {
 public:
  virtual ~CommandDoor() = default;
  /// The command goes to every worker. Frames and sequence numbers rise.
  virtual void command(const engine::Command& command) = 0;
  /// Commands that may be written now without one being lost to a worker.
  virtual std::size_t command_space() const = 0;
  virtual void build_patch(const engine::PatchDescription& patch) = 0;
  virtual PatchProgress patch_progress(std::uint64_t version) = 0;
  /// The newest command that the primary has applied.
  virtual std::uint64_t applied_seq() const = 0;
};

/// Whoever listens: the sender of a message, subscribers, who runs the engine. Offline most of them
/// are nobody.
class ClientDoor {
 public:
  virtual ~ClientDoor() = default;
  /// Sends to the client; `json`, where given, becomes the last argument.
  virtual void reply(const Sender& to, osc::Message message, JsonText json) = 0;
  /// `/event KIND JSON` to every subscriber that wants the kind.
  virtual void event(std::string_view kind, JsonText json) = 0;
  /// Whether any does: there are kinds that come with every step.
  virtual bool wants_event(std::string_view /*kind*/) const { return false; }
  /// A word for whoever runs the engine; rare.
  virtual void warn(const std::string& /*what*/) {}
};

/// What was played, so that it can be played again.
class JournalDoor {
 public:
  virtual ~JournalDoor() = default;
  /// A message that changed something, as it was understood.
  virtual void played(Frame frame, const osc::Message& message) = 0;
  /// A word between the lines.
  virtual void remark(const std::string& /*text*/) {}
};

struct Doors {
  CommandDoor& commands;
  ClientDoor& clients;
  JournalDoor& journal;
  /// A clock that tells how long work took; where it stands still nothing is limited by time.
  std::function<std::int64_t()> now_ns = [] { return std::int64_t{0}; };
  /// Null: samples are names and nothing else, as where a session is replayed unheard.
  SampleDoor* samples = nullptr;
};

}  // namespace chronus::conductor

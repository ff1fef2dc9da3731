// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/output.hpp"
#include "base/json.hpp"
#include "sequencer/bank.hpp"
#include "supervisor/sync_options.hpp"
#include "sync/chase.hpp"
#include "sync/clock_input.hpp"
#include "sync/clock_output.hpp"
#include "sync/frame_time.hpp"
#ifdef CHRONUS_LINK
#include "sync/link_session.hpp"
#endif

namespace chronus::supervisor {

/// Where the transport meets clocks of others: follows one, sends its own, or neither.
///
/// follow(), decided(): the conductor's thread. start(), stop(): the main thread. json(): any
/// thread.
class ClockSync {
 public:
  ClockSync(const SyncOptions& options, const StreamFormat& format);
  ~ClockSync();

  void start();
  void stop();

  /// Adds what the transport is to do below `transport.to`. `clock`: the audio clock's last
  /// reading.
  void follow(const sync::Transport& transport, const audio::ClockPoint& clock, std::int64_t now_ns,
              std::vector<sync::Order>* orders);
  /// See conductor::Conductor::on_decided.
  void decided(const sequencer::Bank& bank, Frame from, Frame to);
  /// Called by follow() when the state has changed.
  std::function<void(std::string_view state)> on_state;

  /// For `/status`.
  Json json() const;

 private:
  void publish(sync::State state);

  SyncOptions options_;
  sync::FrameTime time_;
  sync::ClockInput::Owner input_;
  sync::ClockOutput::Owner output_;
#ifdef CHRONUS_LINK
  std::unique_ptr<sync::LinkSession> link_;
#endif
  std::optional<sync::Chase> chase_;
  sync::State told_ = sync::State::kSearching;
  // Writer: the conductor's thread; readers: any, as figures.
  std::atomic<sync::State> state_{sync::State::kSearching};
  std::atomic<double> clock_bpm_{0.0};
  std::atomic<double> ahead_ms_{0.0};
  std::atomic<double> jitter_ms_{0.0};
  std::atomic<std::uint64_t> slips_{0};
};

}  // namespace chronus::supervisor

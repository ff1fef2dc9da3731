// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/output.hpp"
#include "fiber.hpp"
#include "ipc/segment.hpp"
#include "osc/poll_wake.hpp"
#include "supervisor/conductor_loop.hpp"
#include "supervisor/standby.hpp"
#include "supervisor/worker_slots.hpp"
#include "virtual_worker.hpp"

namespace chronus::simulation {

/// The whole path from score to samples in one thread under a virtual clock: real segments, the
/// real conductor loop, slots, workers' loops and output; only processes, threads and time are
/// played. Each part is moved by hand, the conductor and the workers from one schedule point to the
/// next.
class World {
 public:
  static constexpr StreamFormat kFormat{48'000, 64, 2};
  static constexpr std::int64_t kBlock_ns =
      std::int64_t{1'000'000'000} * kFormat.block_frames / kFormat.rate;

  struct Settings {
    int lead = 4;
    int grain = 1;           ///< schedule points from one change of hands to the next, on average
    std::uint64_t seed = 1;  ///< of their choice
    supervisor::Standby standby = supervisor::Standby::kHot;
  };
  World(const std::string& score, const Settings& settings);
  ~World();

  // The parts.
  void run_conductor();
  /// A round of the supervisor's main thread.
  void run_main();
  void run_callback(int frames);
  void pass_time(std::int64_t ns) { now_ns_ += ns; }
  /// A period in which every part gets all the time it wants.
  void run_fairly();
  /// A client's bundle.
  bool send(std::vector<osc::Message> messages);

  VirtualLauncher& launcher() { return launcher_; }
  /// The worker in a slot, null when it is gone.
  VirtualWorker* worker_in(Slot slot);
  std::int64_t now_ns() const { return now_ns_; }
  const audio::Output& output() const { return output_; }
  const supervisor::StatusBoard& board() const { return board_; }
  const supervisor::WorkerSlots& slots() const { return slots_; }
  Slot primary() const { return progress_.primary(); }
  /// The workers of all slots that are in use.
  bool all_ready() const;

  /// Every engine block that was played, in order.
  const std::vector<float>& tape() const { return tape_.samples; }
  bool tape_is_whole() const { return tape_.whole; }

 private:
  struct Tape final : audio::Tap {
    void block_played(Frame first, const float* played, int frames) noexcept override;
    std::vector<float> samples;
    bool whole = true;
  };

  std::int64_t now_ns_ = 0;
  ipc::ControlSegment control_;
  osc::PollWake reply_wake_;
  osc::ReplyQueue replies_;
  supervisor::ConductorProgress progress_;
  supervisor::StatusBoard board_;
  supervisor::Journal journal_;
  supervisor::RecordingControl recording_control_;
  supervisor::SlotRings rings_;
  ipc::WakeWord wake_;
  Tape tape_;
  audio::Output output_;
  VirtualLauncher launcher_;
  supervisor::ConductorLoop loop_;
  supervisor::WorkerSlots slots_;
  Fiber conductor_;
};

/// What the offline renderer makes of the same score.
std::vector<float> reference(const std::string& score, std::size_t samples);

}  // namespace chronus::simulation

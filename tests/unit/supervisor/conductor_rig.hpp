// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/output.hpp"
#include "ipc/segment.hpp"
#include "osc/poll_wake.hpp"
#include "osc/reply_queue.hpp"
#include "supervisor/block_time.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/event_publisher.hpp"
#include "supervisor/launcher.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/verdicts.hpp"
#include "supervisor/worker_judge.hpp"
#include "tests/support/fake_stage.hpp"

namespace chronus::supervisor {

/// The conductor's side of two slots in real segments; what the workers would write is written by
/// the test. Both are ready, the first leads.
class ConductorRig : public testing::Test {
 protected:
  using enum Slot;
  static constexpr StreamFormat kFormat{48'000, 128, 2};
  static constexpr std::size_t kHistory = 2 * ipc::CommandRing::kCapacity;

  struct Process final : WorkerProcess {
    int pid() const override { return 0; }
    int pidfd() const override { return -1; }
    void signal(int) override {}
    bool try_reap(ipc::ExitStatus*) override { return false; }
    bool has_ended(ipc::ExitStatus* how) const override {
      if (ended) *how = *ended;
      return ended.has_value();
    }
    std::int64_t cpu_ns() const override { return used_ns; }
    bool is_runnable() const override { return runnable; }
    std::optional<ipc::ExitStatus> ended;
    std::int64_t used_ns = 0;
    bool runnable = false;
  };

  void SetUp() override {
    for (const Slot slot : kSlots) attach(slot);
    write_new();
  }

  void attach(Slot slot) {
    segments_[slot] = std::make_shared<ipc::SlotSegment>(std::move(*ipc::SlotSegment::create(
        control_.session(), ++generation_, kFormat, ipc::Reserve::kWhenNeeded)));
    processes_[slot] = std::make_shared<Process>();
    links_[slot].emplace(segments_[slot], processes_[slot], generation_);
    roles_.seat(slot);
    roles_.admit(slot);
    judge_.forget(slot);
  }
  void say(const std::string& line) {
    studio_.say(line);
    write_new();
  }
  /// Values that the parameter has already.
  void say_bundle(int messages) {
    studio_.say_bundle(
        std::vector<std::string>(static_cast<std::size_t>(messages), "/mod/adsr1/release 0.3"));
    write_new();
  }
  /// Commands go to the feed as they come; here, with the conductor's step.
  void write_new() {
    const auto& all = studio_.stage.commands;
    for (; written_ < all.size(); ++written_) feed_.write(all[written_]);
  }

  ipc::CommandRing& ring(Slot slot) { return segments_[slot]->commands(); }
  ipc::SlotReport& report(Slot slot) { return segments_[slot]->report(); }
  Frame horizon(Slot slot) { return segments_[slot]->orders().horizon.load(); }
  void render(Slot slot, Frame to) { report(slot).rendered.store(to); }
  /// As a worker does that stops itself.
  void fail(Slot slot) {
    report(slot).failure = ipc::WorkerFailure::kNotFinite;
    report(slot).failure_sum = ipc::failure_sum_of(report(slot));
    report(slot).state = ipc::WorkerState::kFailed;
  }

  struct NoBlocks final : audio::BlockSource {
    const float* block(Slot, std::int64_t) noexcept override { return nullptr; }
  };
  /// As ConductorLoop does.
  struct Follower final : failover::RolesListener {
    explicit Follower(audio::Output& its_output) : output(its_output) {}
    void on_role(Slot, Slot to, std::string_view) override { output.set_active_slot(to); }
    void on_failover(Slot, std::optional<Slot>, std::string_view) override { ++failovers; }
    audio::Output& output;
    int failovers = 0;
  };

  ipc::ControlSegment control_{
      std::move(*ipc::ControlSegment::create(test::built_in_catalog().hash()))};
  conductor::Studio studio_;
  PerSlot<SharedSegment> segments_;
  PerSlot<std::shared_ptr<Process>> processes_;
  std::uint32_t generation_ = 0;
  NoBlocks blocks_;
  audio::Output output_{kFormat, blocks_, nullptr, nullptr};
  Follower follower_{output_};
  failover::Roles roles_{follower_};
  SlotLinks links_;
  ConductorProgress progress_;
  Figures figures_;
  Journal journal_;
  osc::PollWake wake_{std::move(*osc::PollWake::open())};
  osc::ReplyQueue replies_{64, wake_};
  EventPublisher events_{replies_};
  SlotNotices notices_{-1};
  CommandFeed feed_{{kFormat, kHistory, links_, roles_, studio_.conductor, progress_, journal_}};
  VerdictNews verdicts_{studio_.conductor, figures_, journal_, events_, notices_};
  WorkerJudge judge_{kFormat,  {2, 10, block_ns(kFormat)}, links_, roles_, feed_, output_,
                     verdicts_};
  std::size_t written_ = 0;
};

}  // namespace chronus::supervisor

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "conductor/stage.hpp"
#include "conductor/wall_clock.hpp"
#include "failover/roles.hpp"
#include "osc/rate_limit.hpp"
#include "osc/reply_queue.hpp"
#include "supervisor/board.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/event_desk.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/patch_builds.hpp"
#include "supervisor/recording_desk.hpp"
#include "supervisor/slot_link.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/sync_desk.hpp"
#include "supervisor/worker_judge.hpp"

namespace chronus::supervisor {

/// The live world as the conductor sees it: two workers behind rings, clients behind the server,
/// the journal, the recordings. Used by the conductor thread.
class LiveStage final : public conductor::Stage {
 public:
  struct World {
    bool drills = false;
    SlotLinks& links;
    failover::Roles& roles;
    CommandFeed& feed;
    PatchBuilds& builds;
    WorkerJudge& judge;
    EventDesk& events;
    SlotNotices& notices;
    const conductor::WallClock& clock;
    osc::ReplyQueue& replies;
    Board& board;
    Journal& journal;
    RecordingDesk& recordings;
    SyncDesk* sync = nullptr;
    std::int64_t (*now_ns)();
  };
  explicit LiveStage(const World& world)
      : world_(world),
        fail_limit_(osc::fail_rate_limit()),
        clamped_limit_(osc::fail_rate_limit()) {}

  void command(const engine::Command& command) override { world_.feed.write(command); }
  std::size_t command_space() const override { return world_.feed.space(); }
  void build_patch(const engine::PatchDescription& patch) override {
    world_.builds.order(patch, world_.now_ns());
  }
  conductor::PatchProgress patch_progress(std::uint64_t version) override {
    return world_.builds.progress(version, world_.now_ns());
  }
  std::uint64_t applied_seq() const override;
  void reply(const conductor::Sender& to, osc::Message message, conductor::JsonText json) override;
  void event(std::string_view kind, conductor::JsonText json) override {
    world_.events.tell(kind, json);
  }
  bool wants_event(std::string_view kind) const override { return world_.events.wants(kind); }
  Result<bool> subscribe(osc::Subscription wanted, conductor::JsonText part) override {
    return world_.events.subscribe(std::move(wanted), status(std::move(part)));
  }
  void confirm_subscription(const osc::Endpoint& from, std::int64_t number,
                            conductor::JsonText part) override {
    world_.events.confirm(from, number, status(std::move(part)));
  }
  Status unsubscribe(const osc::Endpoint& to, const osc::Endpoint& by) override {
    return world_.events.unsubscribe(to, by);
  }
  void warn(const std::string& what) override;
  void played(Frame frame, const osc::Message& message) override {
    world_.journal.write(frame, message);
  }
  void advanced(const sequencer::Bank& bank, Frame from, Frame to) override;
  std::int64_t now_ns() const override { return world_.now_ns(); }
  Frame frame_at(osc::TimeTag time) const override { return world_.clock.frame_at(time); }
  conductor::JsonText status(conductor::JsonText conductor_part) override;
  Status record_start(const conductor::Sender& sender, const osc::Message& message,
                      const conductor::Take& take, Frame from) override;
  Status record_stop(const conductor::Sender& sender, const osc::Message& message,
                     Frame at) override;
  Status record_status(const conductor::Sender& sender) override;
  Status replace_worker(const conductor::Sender& sender, const osc::Message& message, int slot,
                        bool graceful) override;

 private:
  bool is_too_often(const osc::Endpoint& to, const osc::Message& message);
  void tell_of_score_line(const conductor::Sender& line, const osc::Message& message);

  World world_;
  osc::RateLimit fail_limit_;     // of streams
  osc::RateLimit clamped_limit_;  // of its own: it must not keep a refusal back
};

}  // namespace chronus::supervisor

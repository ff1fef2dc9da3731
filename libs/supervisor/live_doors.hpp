// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "conductor/doors.hpp"
#include "failover/roles.hpp"
#include "osc/rate_limit.hpp"
#include "osc/reply_queue.hpp"
#include "supervisor/command_feed.hpp"
#include "supervisor/event_publisher.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/patch_builds.hpp"
#include "supervisor/slot_notices.hpp"
#include "supervisor/worker_judge.hpp"

/// The conductor's doors into the live world. Used by the conductor thread.
namespace chronus::supervisor {

/// Two workers behind rings.
class LiveCommands final : public conductor::CommandDoor {
 public:
  LiveCommands(CommandFeed& feed, PatchBuilds& builds, const WorkerJudge& judge,
               const failover::Roles& roles, std::int64_t (*now_ns)())
      : feed_(feed), builds_(builds), judge_(judge), roles_(roles), now_ns_(now_ns) {}

  void command(const engine::Command& command) override { feed_.write(command); }
  std::size_t command_space() const override { return feed_.space(); }
  void build_patch(const engine::PatchDescription& patch) override {
    builds_.order(patch, now_ns_());
  }
  conductor::PatchProgress patch_progress(std::uint64_t version) override {
    return builds_.progress(version, now_ns_());
  }
  std::uint64_t applied_seq() const override { return judge_.applied_seq(roles_.primary()); }

 private:
  CommandFeed& feed_;
  PatchBuilds& builds_;
  const WorkerJudge& judge_;
  const failover::Roles& roles_;
  std::int64_t (*now_ns_)();
};

/// Clients behind the server, and the log for what a score's lines and nobody else would hear.
class LiveClients final : public conductor::ClientDoor {
 public:
  LiveClients(osc::ReplyQueue& replies, EventPublisher& events, SlotNotices& notices,
              std::int64_t (*now_ns)())
      : replies_(replies),
        events_(events),
        notices_(notices),
        now_ns_(now_ns),
        fail_limit_(osc::fail_rate_limit()),
        clamped_limit_(osc::fail_rate_limit()) {}

  void reply(const conductor::Sender& to, osc::Message message, conductor::JsonText json) override;
  void event(std::string_view kind, conductor::JsonText json) override { events_.tell(kind, json); }
  bool wants_event(std::string_view kind) const override { return events_.wants(kind); }
  void warn(const std::string& what) override;
  /// A line of the log that is no warning.
  void inform(const std::string& what);
  /// The score is a session that is taken up: what is refused of it is told as that.
  void hand_refusals_to(std::function<void(std::string why)> to) { on_refusal_ = std::move(to); }

 private:
  bool is_too_often(const osc::Endpoint& to, const osc::Message& message);
  void log(SlotNotice::Kind kind, const std::string& what);
  void tell_of_score_line(const conductor::Sender& line, const osc::Message& message);

  osc::ReplyQueue& replies_;
  EventPublisher& events_;
  SlotNotices& notices_;
  std::int64_t (*now_ns_)();
  osc::RateLimit fail_limit_;     // of streams
  osc::RateLimit clamped_limit_;  // of its own: it must not keep a refusal back
  std::function<void(std::string why)> on_refusal_;
};

class LiveJournal final : public conductor::JournalDoor {
 public:
  explicit LiveJournal(Journal& journal) : journal_(journal) {}

  void played(Frame frame, const osc::Message& message) override { journal_.write(frame, message); }
  void remark(const std::string& text) override { journal_.remark(text); }

 private:
  Journal& journal_;
};

}  // namespace chronus::supervisor

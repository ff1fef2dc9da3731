// SPDX-License-Identifier: MIT
#include "supervisor/live_stage.hpp"

#include <string>
#include <utility>

#include "base/clock.hpp"
#include "conductor/route.hpp"

namespace chronus::supervisor {

std::uint64_t LiveStage::applied_seq() const {
  return world_.judge.applied_seq(world_.roles.primary());
}

void LiveStage::reply(const conductor::Sender& to, osc::Message message, conductor::JsonText json) {
  if (to.is_clock) return;
  if (to.is_score) return tell_of_score_line(to, message);
  if (is_too_often(to.endpoint, message)) return;
  world_.replies.post({to.endpoint, std::move(message), std::move(json)});
}

/// What streams are told comes as often as they are sent, if nobody minds.
bool LiveStage::is_too_often(const osc::Endpoint& to, const osc::Message& message) {
  if (message.address == "/clamped") return !clamped_limit_.allow(to, monotonic_ns());
  if (message.address != "/fail" || message.args.empty()) return false;
  const auto* address = osc::as_string(message.args[0]);
  return address != nullptr && conductor::is_stream(*address) &&
         !fail_limit_.allow(to, monotonic_ns());
}

void LiveStage::tell_of_score_line(const conductor::Sender& line, const osc::Message& message) {
  if (message.address != "/fail") return;
  const auto text = [](const osc::Arg& arg) {
    const auto* string = osc::as_string(arg);
    return string != nullptr ? *string : osc::to_text(arg);
  };
  warn("score line " + std::to_string(line.score_line) + ": " + text(message.args[0]) + ": " +
       text(message.args[1]));
}

void LiveStage::warn(const std::string& what) {
  SlotNotice notice;
  notice.kind = SlotNotice::Kind::kWarning;
  notice.text = what;
  world_.notices.post(std::move(notice));
}

void LiveStage::advanced(const sequencer::Bank& bank, Frame from, Frame to) {
  if (world_.sync != nullptr) world_.sync->decided(bank, from, to);
}

conductor::JsonText LiveStage::status(conductor::JsonText conductor_part) {
  return [&board = world_.board, part = std::move(conductor_part)] {
    return board.status_json(part());
  };
}

Status LiveStage::record_start(const conductor::Sender& sender, const osc::Message& message,
                               const conductor::Take& take, Frame from) {
  world_.journal.remark("record from " + std::to_string(from) + "f");
  return world_.recordings.start(sender, message, take, from);
}

Status LiveStage::record_stop(const conductor::Sender& sender, const osc::Message& message,
                              Frame at) {
  world_.journal.remark("record up to " + std::to_string(at) + "f");
  return world_.recordings.stop(sender, message, at);
}

Status LiveStage::record_status(const conductor::Sender& sender) {
  reply(sender, {"/record/status.reply", {}},
        [&board = world_.board] { return board.record_json(); });
  return {};
}

Status LiveStage::replace_worker(const conductor::Sender& sender, const osc::Message& message,
                                 int slot, bool graceful) {
  if (!graceful && !world_.drills) {
    return Error{"drills are off: start chronusd with --drills"};
  }
  const bool is_covered = world_.roles.is_ready(1 - slot) &&
                          is_heard(world_.links[1 - slot]->report(), world_.now_ns());
  // Where nothing is heard there is nothing to lose: a new worker is all that can help.
  const bool is_forced = graceful && !is_covered && world_.judge.is_music_missed();
  if (graceful && !is_covered && !is_forced) {
    return Error{"the other worker is not ready to take over"};
  }
  SlotNotice notice;
  notice.kind = !graceful   ? SlotNotice::Kind::kKill
                : is_forced ? SlotNotice::Kind::kReplaceNow
                            : SlotNotice::Kind::kReplace;
  notice.slot = slot;
  if (const auto& worker = world_.links[slot]) notice.generation = worker->generation;
  notice.sender = sender;
  notice.message = message;
  if (!world_.notices.post(std::move(notice))) return Error{"too many requests wait"};
  if (is_forced) {
    world_.roles.condemn(slot, failover::Certainty::kIsLost);
  } else if (graceful && world_.roles.is_ready(slot)) {
    world_.roles.retire(slot);
  }
  return {};
}

}  // namespace chronus::supervisor

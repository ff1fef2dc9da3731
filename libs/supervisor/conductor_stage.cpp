// SPDX-License-Identifier: MIT
// The conductor's view of the live world: the Stage half of ConductorLoop.
#include <algorithm>
#include <iterator>
#include <limits>

#include "conductor/route.hpp"
#include "supervisor/conductor_loop.hpp"

namespace chronus::supervisor {
namespace {

/// A worker whose peer has built a patch gets this long before it is taken for hung.
constexpr std::int64_t kBuildTimeout_ns = 2'000'000'000;

}  // namespace

void ConductorLoop::command(const engine::Command& command) {
  history_.add(command);
  for (auto& slot : links_) {
    if (!slot || slot->backlog != 0) continue;
    // The rest waits in the history until the worker has made room.
    if (!slot->write(command)) slot->backlog = command.seq;
  }
}

std::size_t ConductorLoop::command_space() const {
  // What no ring has room for waits in the history; what even that lets go of is lost to whoever
  // was owed it.
  std::uint64_t waiting = 0;
  for (int slot = 0; slot < 2; ++slot) {
    if (!is_ready(slot)) continue;
    const std::uint64_t backlog = links_[static_cast<std::size_t>(slot)]->backlog;
    if (backlog != 0) waiting = std::max(waiting, conductor_.last_seq() + 1 - backlog);
  }
  return world_.history - std::min<std::size_t>(waiting, world_.history);
}

void ConductorLoop::build_patch(const engine::PatchDescription& patch) {
  world_.control.put_patch(patch);
  ordered_patch_ = patch.version;
  patch_ordered_ns_ = world_.now_ns();
  for (auto& slot : links_) {
    if (slot) slot->order_build(patch.version);
  }
}

conductor::PatchProgress ConductorLoop::patch_progress(std::uint64_t version) {
  // Nobody can build; who is restored will.
  if (!is_ready(0) && !is_ready(1)) patch_ordered_ns_ = world_.now_ns();
  const bool timed_out = world_.now_ns() - patch_ordered_ns_ > kBuildTimeout_ns;
  bool somebody = false;
  bool everybody = true;
  bool refused = false;
  for (int slot = 0; slot < 2; ++slot) {
    // A worker that does not answer must not hold the music; if it comes back, it meets the swap
    // unprepared and waits for its builder.
    if (!is_ready(slot) || is_suspect(slot)) continue;
    const auto& report = link(slot)->report();
    const bool built = report.built_version.load(std::memory_order_acquire) >= version;
    refused = refused || report.build_failed.load(std::memory_order_acquire) == version;
    somebody = somebody || built;
    everybody = everybody && built;
  }
  if (somebody && everybody) return conductor::PatchProgress::kBuilt;
  if (refused) return conductor::PatchProgress::kRefused;
  if (!timed_out) return conductor::PatchProgress::kBuilding;
  if (!somebody) return conductor::PatchProgress::kRefused;
  for (int slot = 0; slot < 2; ++slot) {
    if (is_ready(slot) &&
        link(slot)->report().built_version.load(std::memory_order_acquire) < version) {
      condemn(slot);  // its builder hangs, its peer's does not
    }
  }
  return conductor::PatchProgress::kBuilt;
}

std::uint64_t ConductorLoop::applied_seq() const {
  const auto& primary = links_[static_cast<std::size_t>(primary_)];
  return primary ? primary->report().applied_seq.load(std::memory_order_acquire) : 0;
}

void ConductorLoop::reply(const conductor::Sender& to, osc::Message message,
                          conductor::JsonText json) {
  if (to.is_clock) return;
  if (to.is_score) {
    if (message.address != "/fail") return;
    const auto text = [](const osc::Arg& arg) {
      const auto* string = osc::as_string(arg);
      return string != nullptr ? *string : osc::to_text(arg);
    };
    SlotNotice notice;
    notice.kind = SlotNotice::Kind::kScoreFailed;
    notice.sender = to;
    notice.text = text(message.args[0]) + ": " + text(message.args[1]);
    notify(std::move(notice));
    return;
  }
  if (message.address == "/fail" && !message.args.empty()) {
    const auto* address = osc::as_string(message.args[0]);
    if (address != nullptr && conductor::is_stream(*address) &&
        !fail_limit_.allow(to.endpoint, monotonic_ns())) {
      return;
    }
  }
  world_.replies.post({to.endpoint, std::move(message), std::move(json)});
}

void ConductorLoop::event(std::string_view kind, conductor::JsonText json) {
  for (const auto& subscriber : subscribers_.list()) {
    world_.replies.post({subscriber, {"/event", {std::string(kind)}}, json});
  }
}

Status ConductorLoop::subscribe(const osc::Endpoint& endpoint, bool on,
                                conductor::JsonText conductor_part) {
  if (!on) {
    subscribers_.remove(endpoint);
    return {};
  }
  // Clients come and go for months without a goodbye: the oldest gives way, and one that still
  // listens renews.
  const auto& list = subscribers_.list();
  if (list.size() >= osc::Subscribers::kMax &&
      std::find(list.begin(), list.end(), endpoint) == list.end()) {
    subscribers_.remove(osc::Endpoint(list.front()));
  }
  const auto added = subscribers_.add(endpoint);
  if (!added) return added.error();
  // Also to one who renews: it may have begun anew under its old address.
  world_.replies.post({endpoint, {"/event", {"state"}}, status(std::move(conductor_part))});
  return {};
}

void ConductorLoop::advanced(const sequencer::Bank& bank, Frame from, Frame to) {
  if (world_.sync != nullptr) world_.sync->decided(bank, from, to);
}

void ConductorLoop::played(Frame frame, const osc::Message& message) {
  world_.journal.write(frame, message);
}

conductor::JsonText ConductorLoop::status(conductor::JsonText conductor_part) {
  return [&board = world_.board, part = std::move(conductor_part)] {
    return board.status_json(part());
  };
}

Status ConductorLoop::record_start(const conductor::Sender& sender, const osc::Message& message,
                                   const conductor::Take& take, Frame from) {
  world_.journal.remark("record from " + std::to_string(from) + "f");
  return world_.recordings.start(sender, message, take, from);
}

Status ConductorLoop::record_stop(const conductor::Sender& sender, const osc::Message& message,
                                  Frame at) {
  world_.journal.remark("record up to " + std::to_string(at) + "f");
  return world_.recordings.stop(sender, message, at);
}

Status ConductorLoop::record_status(const conductor::Sender& sender) {
  reply(sender, {"/record/status.reply", {}},
        [&board = world_.board] { return board.record_json(); });
  return {};
}

Status ConductorLoop::replace_worker(const conductor::Sender& sender, const osc::Message& message,
                                     int slot, bool graceful) {
  if (!graceful && !world_.drills) {
    return Error{"drills are off: start chronusd with --drills"};
  }
  if (graceful) {
    if (!is_ready(1 - slot)) return Error{"the other worker is not ready to take over"};
  }
  SlotNotice notice;
  notice.kind = graceful ? SlotNotice::Kind::kReplace : SlotNotice::Kind::kKill;
  notice.slot = slot;
  notice.sender = sender;
  notice.message = message;
  if (!notify(std::move(notice))) return Error{"too many requests wait"};
  if (graceful && is_ready(slot)) {
    if (slot == primary_) promote(1 - slot, "asked for");
    link(slot)->condemned = true;
  }
  return {};
}

}  // namespace chronus::supervisor

// SPDX-License-Identifier: MIT
#include "supervisor/testimony.hpp"

#include "supervisor/blame.hpp"

namespace chronus::supervisor {
namespace {

using ipc::WorkerState;

/// More passes than any worker makes between two looks at it.
constexpr std::uint64_t kLeap = std::uint64_t{1} << 32U;
/// The look is dated a little before it is taken.
constexpr std::int64_t kAhead_ns = 1'000'000'000;

bool may_follow(WorkerState before, WorkerState now) {
  switch (now) {
    case WorkerState::kStarting:
    case WorkerState::kMapped:
      return before == WorkerState::kStarting || before == WorkerState::kMapped;
    case WorkerState::kRunning:
      return before != WorkerState::kFailed;
    case WorkerState::kFailed:
      return true;
  }
  return false;
}

}  // namespace

/// In this order: the worker writes what comes later in it first, so that no bound is older than
/// what it bounds.
Testimony::Words Testimony::read(const SlotLink& link) {
  const auto& report = link.report();
  Words now;
  now.state = report.state.load(std::memory_order_acquire);
  now.heartbeat = report.heartbeat.load(std::memory_order_acquire);
  now.heartbeat_ns = report.heartbeat_ns.load(std::memory_order_acquire);
  now.block_seq = report.block_seq.load(std::memory_order_acquire);
  now.applied_seq = report.applied_seq.load(std::memory_order_acquire);
  now.applying_seq = report.applying_seq.load(std::memory_order_acquire);
  now.built_version = report.built_version.load(std::memory_order_acquire);
  now.build_failed = report.build_failed.load(std::memory_order_acquire);
  now.rendered = link.rendered();
  return now;
}

const char* Testimony::first_lie(SlotLink& link, const CommandFeed& feed, const Known& known) {
  const Words now = read(link);
  if (const char* lie = lie_of_life(now, link.report(), known)) return lie;
  if (const char* lie = lie_of_commands(now, feed, known)) return lie;
  if (const char* lie = lie_of_reading(now, link, feed)) return lie;
  if (now.built_version < said_.built_version || now.built_version > link.build_ordered() ||
      now.build_failed > link.build_ordered()) {
    return "it has built a patch that nobody ordered";
  }
  said_ = now;
  return nullptr;
}

const char* Testimony::lie_of_life(const Words& now, const ipc::SlotReport& report,
                                   const Known& known) const {
  if (!may_follow(said_.state, now.state)) return "its state cannot be";
  if (now.state == WorkerState::kFailed && !is_true_failure(report)) {
    return "it says that it failed, and has not";
  }
  if (now.heartbeat - said_.heartbeat >= kLeap) return "its heart does not beat so";
  if (now.heartbeat_ns < said_.heartbeat_ns || now.heartbeat_ns > known.now_ns + kAhead_ns) {
    return "its last beat was at no such time";
  }
  if (now.rendered < said_.rendered || now.rendered > known.horizon ||
      now.rendered % known.block_frames != 0) {
    return "it has rendered what it cannot have";
  }
  return nullptr;
}

const char* Testimony::lie_of_commands(const Words& now, const CommandFeed& feed,
                                       const Known& known) const {
  constexpr const char* kLie = "it has met commands that it cannot have";
  if (now.block_seq < said_.block_seq || now.applied_seq < said_.applied_seq ||
      now.applying_seq < said_.applying_seq) {
    return kLie;
  }
  for (const std::uint64_t seq : {now.block_seq, now.applied_seq, now.applying_seq}) {
    if (seq > known.last_seq) return kLie;
    // Before that it may be taking over a keyframe's.
    if (now.state != WorkerState::kRunning) continue;
    const auto* command = feed.find(seq);
    if (command != nullptr && command->frame >= now.rendered + known.block_frames) return kLie;
  }
  return nullptr;
}

/// It takes a command out of the ring when that is applied, and all of a block before the block is
/// published.
const char* Testimony::lie_of_reading(const Words& now, SlotLink& link, const CommandFeed& feed) {
  // After `rendered` was: it had taken what is in those blocks.
  const auto reading = link.reading();
  if (reading.lies) return "its place in the command ring cannot be";
  if (now.state != WorkerState::kRunning) return nullptr;
  constexpr const char* kLie = "its place in the command ring is not that of what it plays";
  if (reading.last_taken > link.report().applied_seq.load(std::memory_order_acquire)) return kLie;
  // Those up to a keyframe's it throws away as it meets them.
  const auto* next = reading.next > now.applied_seq ? feed.find(reading.next) : nullptr;
  return next != nullptr && next->frame < now.rendered ? kLie : nullptr;
}

}  // namespace chronus::supervisor

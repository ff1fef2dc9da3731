// SPDX-License-Identifier: MIT
#include "worker/builder.hpp"

#include <algorithm>
#include <utility>

#include "engine/keyframe.hpp"
#include "engine/plan.hpp"

namespace chronus::worker {

Builder::Builder(const ipc::Control& control, ipc::SlotSegment& segment, engine::Engine& engine)
    : control_(control),
      orders_(segment.orders()),
      report_(segment.report()),
      segment_(segment),
      engine_(engine),
      description_(std::make_unique<engine::PatchDescription>()) {}

bool Builder::pass(std::uint64_t urgent) {
  waits_for_rack_ = false;
  // An older staged patch that the render thread still stands before must not be replaced.
  if (urgent != 0) return engine_.staged_version() != urgent && build(urgent);
  // Acquire: the description was written to the control segment before its version was ordered.
  const std::uint64_t ordered = orders_.build_version.load(std::memory_order_acquire);
  if (ordered > done_version_) return build(ordered);
  if (displaced_version_ == 0 || engine_.staged_version() != 0) return false;
  return build(displaced_version_);
}

/// Once a build, however often it has to wait for its rack. False where there is no such patch, or
/// it is not sound.
bool Builder::plan(std::uint64_t version) {
  if (planned_version_ == version) return true;
  planned_version_ = 0;
  if (!control_.get_patch(version, description_.get())) return false;
  auto plan = engine_.plan(*description_);
  if (!plan) return false;
  plan_ = std::move(*plan);
  planned_version_ = has_room_for_keyframes() ? version : 0;
  return planned_version_ != 0;
}

/// The render thread, which writes them, must not wait for memory: this one takes it, for two racks
/// as large as the largest so far.
bool Builder::has_room_for_keyframes() {
  const std::size_t used = engine::PlanView(plan_.data()).header().used_bytes;
  largest_rack_ = std::max(largest_rack_, used);
  return segment_.reserve_keyframe(sizeof(engine::KeyframeHeader) + 2 * largest_rack_);
}

bool Builder::build(std::uint64_t version) {
  if (version == failed_version_) return false;
  if (!plan(version)) {
    failed_version_ = version;
    report_.build_failed.store(version, std::memory_order_release);
    return false;
  }
  const std::uint64_t staged = engine_.staged_version();
  if (!engine_.build(*description_, plan_)) {
    waits_for_rack_ = true;
    return false;
  }
  planned_version_ = 0;
  if (staged > version) {
    displaced_version_ = staged;
  } else if (displaced_version_ <= version) {
    displaced_version_ = 0;
  }
  done_version_ = std::max(done_version_, version);
  // Release: a conductor that sees the version may swap to it. Never falls: the conductor takes
  // it for "everything up to this one".
  report_.built_version.store(done_version_, std::memory_order_release);
  return true;
}

}  // namespace chronus::worker

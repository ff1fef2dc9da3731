// SPDX-License-Identifier: MIT
#include "supervisor/patch_builds.hpp"

#include <memory>

#include "engine/plan.hpp"

namespace chronus::supervisor {
namespace {

using conductor::PatchProgress;

/// A worker whose peer has built a patch gets this long before it is taken for hung.
constexpr std::int64_t kBuildTimeout_ns = 2'000'000'000;

}  // namespace

void PatchBuilds::order(const engine::PatchDescription& patch, std::int64_t now_ns) {
  control_.put_patch(patch);
  ordered_ = patch.version;
  ordered_ns_ = now_ns;
  is_open_ = true;
  for (auto& worker : links_) {
    if (worker) worker->order_build(patch.version);
  }
}

void PatchBuilds::order_again(SlotLink& worker) const {
  if (ordered_ != 0) worker.order_build(ordered_);
}

PatchBuilds::Count PatchBuilds::count(std::uint64_t version) const {
  Count count;
  for (const Slot slot : kSlots) {
    if (!is_waited_for(slot)) continue;
    ++count.waited_for;
    if (has_built(slot, version)) ++count.built;
  }
  return count;
}

PatchProgress PatchBuilds::progress(std::uint64_t version, std::int64_t now_ns) const {
  if (refused_ == version) return PatchProgress::kRefused;
  const auto workers = count(version);
  if (workers.all_built()) return PatchProgress::kBuilt;
  if (!has_timed_out(now_ns)) return PatchProgress::kBuilding;
  return workers.built > 0 ? PatchProgress::kBuilt : PatchProgress::kRefused;
}

void PatchBuilds::judge(std::int64_t now_ns) {
  // Nobody can build; who is restored will.
  if (ordered_ != 0 && !roles_.anybody_is_ready()) {
    ordered_ns_ = now_ns;
    is_open_ = true;
  }
  if (!is_open_) return;
  for (const Slot slot : kSlots) {
    if (is_waited_for(slot) && !has_built(slot, ordered_)) judge_refusal(slot);
  }
  const auto workers = count(ordered_);
  is_open_ = progress(ordered_, now_ns) == PatchProgress::kBuilding;
  if (is_open_ || refused_ == ordered_ || workers.all_built() || workers.built == 0) return;
  for (const Slot slot : kSlots) {
    if (!roles_.is_ready(slot) || has_built(slot, ordered_)) continue;
    judge_.evict(slot, failover::Certainty::kPlaysStill);
  }
}

/// It may say that it cannot build what was ordered: then the patch is not sound, or it lies.
void PatchBuilds::judge_refusal(Slot slot) {
  if (links_[slot]->report().build_failed.load(std::memory_order_acquire) != ordered_) return;
  if (is_sound(ordered_)) {
    judge_.expose(slot, "it refuses a patch that is sound");
  } else {
    refused_ = ordered_;
  }
}

bool PatchBuilds::has_timed_out(std::int64_t now_ns) const {
  return now_ns - ordered_ns_ > kBuildTimeout_ns;
}

/// By the same test as the worker's. The control segment is the supervisor's own: no worker writes
/// there.
bool PatchBuilds::is_sound(std::uint64_t version) const {
  const auto patch = std::make_unique<engine::PatchDescription>();
  return control_.get_patch(version, patch.get()) &&
         engine::check_patch(*patch, catalog_, format_.rate);
}

bool PatchBuilds::has_built(Slot slot, std::uint64_t version) const {
  return links_[slot]->report().built_version.load(std::memory_order_acquire) >= version;
}

}  // namespace chronus::supervisor

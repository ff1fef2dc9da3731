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
  for (auto& worker : links_) {
    if (worker) worker->order_build(patch.version);
  }
}

void PatchBuilds::order_again(SlotLink& worker) const {
  if (ordered_ != 0) worker.order_build(ordered_);
}

PatchProgress PatchBuilds::progress(std::uint64_t version, std::int64_t now_ns) {
  // Nobody can build; who is restored will.
  if (!roles_.is_ready(0) && !roles_.is_ready(1)) ordered_ns_ = now_ns;
  const bool timed_out = now_ns - ordered_ns_ > kBuildTimeout_ns;
  bool somebody = false;
  bool everybody = true;
  for (int slot = 0; slot < 2; ++slot) {
    // A worker that does not answer must not hold the music; if it comes back, it meets the swap
    // unprepared and waits for its builder.
    if (!roles_.is_ready(slot) || judge_.is_silent(slot)) continue;
    const bool built = has_built(slot, version);
    const auto& report = links_[slot]->report();
    if (!built && report.build_failed.load(std::memory_order_acquire) == version) {
      if (!is_sound(version)) return PatchProgress::kRefused;
      judge_.expose(slot, "it refuses a patch that is sound");
      continue;
    }
    somebody = somebody || built;
    everybody = everybody && built;
  }
  if (somebody && everybody) return PatchProgress::kBuilt;
  if (!timed_out) return PatchProgress::kBuilding;
  if (!somebody) return PatchProgress::kRefused;
  for (int slot = 0; slot < 2; ++slot) {
    if (!roles_.is_ready(slot) || has_built(slot, version)) continue;
    judge_.condemn(slot, failover::Certainty::kPlaysStill);
  }
  return PatchProgress::kBuilt;
}

/// By the same test as the worker's. The control segment is the supervisor's own: no worker writes
/// there.
bool PatchBuilds::is_sound(std::uint64_t version) const {
  const auto patch = std::make_unique<engine::PatchDescription>();
  return control_.get_patch(version, patch.get()) &&
         engine::check_patch(*patch, catalog_, format_.rate);
}

bool PatchBuilds::has_built(int slot, std::uint64_t version) const {
  return links_[slot]->report().built_version.load(std::memory_order_acquire) >= version;
}

}  // namespace chronus::supervisor

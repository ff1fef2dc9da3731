// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/engine.hpp"
#include "ipc/control_layout.hpp"
#include "ipc/segment.hpp"

namespace chronus::worker {

/// Builds the patches that the conductor asks for, off the render thread, as a step function.
/// Used by one thread. Not real-time.
class Builder {
 public:
  Builder(const ipc::Control& control, ipc::SlotSegment& segment, engine::Engine& engine);

  /// Builds what is asked for and not built yet: `urgent` (a patch the render thread stands
  /// before; 0 none) before the conductor's newest. A newer patch that gives way to an urgent one
  /// is built again once that one plays. False when there was nothing to do or a crossfade holds
  /// the free rack: look again after a wake or a while.
  bool pass(std::uint64_t urgent);
  /// The last version that could not be built, 0 none.
  std::uint64_t failed_version() const { return failed_version_; }
  /// The last pass found no free rack: a crossfade runs.
  bool waits_for_rack() const { return waits_for_rack_; }

 private:
  bool plan(std::uint64_t version);
  bool build(std::uint64_t version);
  bool has_room_for_keyframes();

  const ipc::Control& control_;
  ipc::SlotOrders& orders_;
  ipc::SlotReport& report_;
  const ipc::SlotSegment& segment_;
  engine::Engine& engine_;
  std::unique_ptr<engine::PatchDescription> description_;
  std::vector<std::byte> plan_;          // of the description
  std::uint64_t planned_version_ = 0;    // whose they are while it waits for its rack, 0 none
  std::uint64_t done_version_ = 0;       // newest that was built
  std::uint64_t displaced_version_ = 0;  // built, but gave its rack to an older, urgent one
  std::uint64_t failed_version_ = 0;
  std::size_t largest_rack_ = 0;  // that was planned, in bytes
  bool waits_for_rack_ = false;
};

}  // namespace chronus::worker

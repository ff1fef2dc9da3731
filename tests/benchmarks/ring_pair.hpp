// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/command.hpp"
#include "ipc/command_ring.hpp"
#include "ipc/segment.hpp"

namespace chronus::bench {

/// Both slots' command rings in real shared-memory segments, as the supervisor makes them. One
/// thread writes; one thread, the same or another, drains.
class RingPair {
 public:
  static Result<std::unique_ptr<RingPair>> create(const StreamFormat& format) {
    auto control = ipc::ControlSegment::create(1);
    if (!control) return control.error();
    auto first = ipc::SlotSegment::create(control->session(), 1, format);
    if (!first) return first.error();
    auto second = ipc::SlotSegment::create(control->session(), 2, format);
    if (!second) return second.error();
    return std::unique_ptr<RingPair>(
        new RingPair(std::move(*control), std::move(*first), std::move(*second)));
  }

  /// False when a ring is full.
  bool write(const engine::Command& command) {
    bool written = true;
    for (auto& writer : writers_) written = writer.write(command) && written;
    return written;
  }
  std::uint64_t space() { return std::min(writers_[0].space(), writers_[1].space()); }
  bool is_drained() { return space() == ipc::CommandRing::kCapacity; }

  /// Takes what both rings hold now; how many commands of the first, or -1 where the second's
  /// differ from them in number or order.
  std::int64_t drain() {
    const Taken first = take(readers_[0]);
    const Taken second = take(readers_[1]);
    return first.count == second.count && first.seq_sum == second.seq_sum ? first.count : -1;
  }
  /// Takes what slot's ring holds now; how many commands.
  std::int64_t drain(std::size_t slot) { return take(readers_[slot]).count; }

 private:
  struct Taken {
    std::int64_t count = 0;
    std::uint64_t seq_sum = 0;
  };

  RingPair(ipc::ControlSegment control, ipc::SlotSegment first, ipc::SlotSegment second)
      : control_(std::move(control)), slots_{std::move(first), std::move(second)} {}

  /// Reads every command as a worker does, and weighs its number by its place.
  static Taken take(ipc::CommandReader& reader) {
    Taken taken;
    while (const auto* command = reader.peek()) {
      taken.seq_sum += command->seq * static_cast<std::uint64_t>(++taken.count);
      reader.pop();
    }
    return taken;
  }

  ipc::ControlSegment control_;
  std::array<ipc::SlotSegment, 2> slots_;
  std::array<ipc::CommandWriter, 2> writers_{ipc::CommandWriter(&slots_[0].commands()),
                                             ipc::CommandWriter(&slots_[1].commands())};
  std::array<ipc::CommandReader, 2> readers_{ipc::CommandReader(&slots_[0].commands()),
                                             ipc::CommandReader(&slots_[1].commands())};
};

}  // namespace chronus::bench

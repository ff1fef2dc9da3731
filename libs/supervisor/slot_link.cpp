// SPDX-License-Identifier: MIT
#include "supervisor/slot_link.hpp"

#include <algorithm>

#include "base/schedule_point.hpp"

namespace chronus::supervisor {

bool SlotLink::write(const engine::Command& command) {
  const std::uint64_t place = writer_.written();
  if (!writer_.write(command)) return false;
  if (place == 0 || command.seq != run_seq_ + (place - run_place_)) {
    run_place_ = place;
    run_seq_ = command.seq;
  }
  return true;
}

SlotLink::Reading SlotLink::reading() {
  writer_.space();
  Reading reading{writer_.reader_lies()};
  const std::uint64_t read = writer_.read();
  if (read > run_place_) reading.last_taken = run_seq_ + (read - run_place_) - 1;
  if (read >= run_place_ && read < writer_.written()) reading.next = run_seq_ + read - run_place_;
  return reading;
}

void SlotLink::publish_horizon(Frame frame, bool piecemeal) {
  schedule_point();
  horizon_ = std::max(horizon_, frame);
  auto& orders = segment_->orders();
  orders.piecemeal.store(piecemeal ? 1 : 0, std::memory_order_relaxed);
  // Release: the commands below the horizon are in the ring before it passes them.
  orders.horizon.store(horizon_, std::memory_order_release);
  orders.wake.wake();
}

void SlotLink::skip(std::uint64_t seq) {
  auto& skips = segment_->orders().skips;
  skips[skips_++ % ipc::kSkips].store(seq, std::memory_order_relaxed);
}

void SlotLink::order_build(std::uint64_t version) {
  build_ordered_ = std::max(build_ordered_, version);
  auto& orders = segment_->orders();
  // Release: the description lies in the control segment before its version is ordered.
  orders.build_version.store(version, std::memory_order_release);
  orders.build_wake.wake();
}

void SlotLink::order_meter(std::size_t index, std::uint64_t ticket, Frame from, int place,
                           std::uint32_t identity) {
  ipc::MeterOrder& order = segment_->meter_orders().meters[index];
  order.from.store(from, std::memory_order_relaxed);
  order.place.store(static_cast<std::uint32_t>(place), std::memory_order_relaxed);
  order.identity.store(identity, std::memory_order_relaxed);
  // Release: the worker that sees the ticket sees what it is for.
  order.ticket.store(ticket, std::memory_order_release);
}

const float* find_sound(const ipc::AudioRing& ring, std::int64_t index,
                        std::size_t block_samples) noexcept {
  const float* samples = ring.find(index);
  if (samples == nullptr) return nullptr;
  const std::uint64_t checksum = ipc::block_checksum(index, {samples, block_samples});
  return checksum == ring.checksum(index) ? samples : nullptr;
}

}  // namespace chronus::supervisor

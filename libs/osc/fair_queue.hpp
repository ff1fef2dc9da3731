// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

#include "osc/lanes.hpp"
#include "osc/shares.hpp"

namespace chronus::osc {

/// What waits, a queue for each lane: within a lane in order, and the lanes in turn, each for the
/// same amount of work (deficit round robin). Bounded in bytes, of which each lane has its share.
/// Pure; used by one thread.
template <class Item>
class FairQueue {
 public:
  explicit FairQueue(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  bool has_room(LaneIndex lane, std::size_t bytes) const {
    return is_within_share(lanes_[lane].bytes, bytes_, most_bytes_, bytes);
  }
  /// False, and nothing has changed, where it is more than the lane's share.
  bool push(LaneIndex lane, Item&& item, std::size_t bytes) {
    if (!has_room(lane, bytes)) return false;
    add(lane, std::move(item), bytes);
    return true;
  }
  /// Past the lane's share: for what the caller bounds by itself.
  void add(LaneIndex lane, Item&& item, std::size_t bytes) {
    Lane& to = lanes_[lane];
    to.items.push_back({std::move(item), bytes});
    // From here on nothing needs memory.
    if (!to.listed) list(lane);
    to.bytes += bytes;
    bytes_ += bytes;
    ++size_;
  }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }
  /// Lanes that take turns.
  std::size_t lanes() const { return listed_; }

  /// The lane whose turn it is. Not of an empty queue.
  LaneIndex turn() {
    while (lanes_[turns_[first_]].items.empty()) unlist();
    return turns_[first_];
  }
  /// It is the next one's.
  void end_turn() {
    const LaneIndex lane = turns_[first_];
    unlist();
    if (!lanes_[lane].items.empty()) list(lane);
  }

  bool empty(LaneIndex lane) const { return lanes_[lane].items.empty(); }
  Item& front(LaneIndex lane) { return lanes_[lane].items.front().item; }
  void pop(LaneIndex lane) {
    Lane& from = lanes_[lane];
    from.bytes -= from.items.front().bytes;
    bytes_ -= from.items.front().bytes;
    --size_;
    ++from.popped;
    from.items.pop_front();
    if (from.items.empty()) from.credit = 0;
  }

  /// Work that the lane may still do in its turns; below 0 it has done more. It has none left over
  /// when it is empty.
  std::int64_t& credit(LaneIndex lane) { return lanes_[lane].credit; }

  /// The number that the lane's next item gets; they rise by one.
  std::uint64_t next_number(LaneIndex lane) const {
    return lanes_[lane].popped + lanes_[lane].items.size();
  }
  /// The item of that number; null when it has gone.
  Item* find(LaneIndex lane, std::uint64_t number) {
    Lane& of = lanes_[lane];
    if (number < of.popped || number >= next_number(lane)) return nullptr;
    return &of.items[static_cast<std::size_t>(number - of.popped)].item;
  }

 private:
  struct Waiting {
    Item item;
    std::size_t bytes;
  };
  struct Lane {
    std::deque<Waiting> items;
    std::size_t bytes = 0;
    std::int64_t credit = 0;
    std::uint64_t popped = 0;
    bool listed = false;
  };

  void list(LaneIndex lane) {
    turns_[(first_ + listed_++) % kLanes] = lane;
    lanes_[lane].listed = true;
  }
  void unlist() {
    lanes_[turns_[first_]].listed = false;
    first_ = (first_ + 1) % kLanes;
    --listed_;
  }

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::size_t size_ = 0;
  std::array<Lane, kLanes> lanes_{};
  // A ring: each lane stands in it once at the most.
  std::array<LaneIndex, kLanes> turns_{};
  std::size_t first_ = 0;
  std::size_t listed_ = 0;
};

}  // namespace chronus::osc

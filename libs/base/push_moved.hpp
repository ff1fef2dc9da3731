// SPDX-License-Identifier: MIT
#pragma once

#include <iterator>

namespace chronus {

/// boost's lock-free queues copy what push() is given; from a move iterator they move it. False
/// when the queue is full, and then `item` is as it was.
template <class Queue>
bool push_moved(Queue& queue, typename Queue::value_type&& item) {
  const auto begin = std::make_move_iterator(&item);
  return queue.push(begin, std::next(begin)) != begin;
}

}  // namespace chronus

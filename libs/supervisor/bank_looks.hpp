// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

#include "base/frame.hpp"
#include "conductor/samples.hpp"
#include "osc/lanes.hpp"

namespace chronus::supervisor {

/// When sample folders are looked through for what nobody knows, and which messages wait for that.
/// One look goes on at a time, and who comes meanwhile joins it. Then there is a pause, since
/// folders may be large or on a slow disk, and what is read meanwhile waits: two seconds of music,
/// or ten times what the look took. Belongs to one thread; time comes from the caller.
class BankLooks {
 public:
  /// That wait for one look; of these each lane has its share.
  static constexpr std::size_t kMost = 4'096;

  explicit BankLooks(int rate) : rate_(rate) {}

  void come_to(Frame now) { now_ = now; }
  /// Whether a message of that lane may wait for the look that goes on, or for a new one.
  bool may_join(osc::LaneIndex lane) const;
  /// It waits, if it has a message. True: the look is to begin. Only where may_join() says so.
  bool join(conductor::SampleFetch fetch);
  /// The look has ended.
  void end(std::chrono::nanoseconds took);
  /// One after the other of those whose look has ended.
  std::optional<conductor::SampleFetch> next();

 private:
  int rate_;
  Frame now_ = 0;
  Frame pause_until_ = 0;
  bool goes_on_ = false;
  std::deque<conductor::SampleFetch> waiting_;
  std::array<std::size_t, osc::kLanes> waiting_of_{};
  std::deque<conductor::SampleFetch> ended_;
};

}  // namespace chronus::supervisor

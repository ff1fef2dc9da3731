// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>

#include "base/frame.hpp"

namespace chronus::audio {

/// The recorder's real-time half: takes played blocks from an exact frame on into a ring. One
/// producer (the audio thread) and one consumer (the recorder's thread).
class Capture {
 public:
  explicit Capture(const StreamFormat& format);

  /// Producer, real-time.
  void block_played(Frame first, const float* samples, int frames) noexcept;

  /// Consumer, while disarmed: takes every frame from `from` on. False when that frame has been
  /// played already.
  bool arm(Frame from);
  /// Consumer: when it returns nothing is being taken and the ring is empty.
  void disarm();
  /// Consumer: frames copied to `out`, at most `max_frames`; they follow each other without a hole.
  int read(float* out, int max_frames);
  /// Consumer: the ring was full once; nothing was taken since. Read it before the last read().
  bool overflowed() const { return overflowed_.load(std::memory_order_acquire); }
  /// Any thread: every block below this frame that was to be taken is in the ring.
  Frame taken_until() const { return taken_until_.load(std::memory_order_acquire); }

 private:
  const int channels_;
  boost::lockfree::spsc_queue<float> ring_;
  // Written by the consumer while disarmed; published by armed_.
  Frame from_ = 0;
  // armed_ (written by the consumer, read by the producer), seen_until_ and inside_ (the other way
  // round) are sequentially consistent: either the producer sees that it is armed, or arm() sees
  // that the block has gone by; either the producer sees that it is disarmed, or disarm() sees it
  // inside.
  std::atomic<bool> armed_{false};
  std::atomic<bool> inside_{false};
  std::atomic<Frame> seen_until_{0};
  // Written by the producer (overflowed_ cleared by the consumer while disarmed), released after
  // the samples were pushed.
  std::atomic<bool> overflowed_{false};
  std::atomic<Frame> taken_until_{0};
};

}  // namespace chronus::audio

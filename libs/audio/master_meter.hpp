// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <stop_token>
#include <vector>

#include "audio/level_meter.hpp"
#include "audio/output.hpp"
#include "base/thread.hpp"

namespace chronus::audio {

/// Measures what is played, on a thread of its own behind a ring of a second.
///
/// block_played(): the device thread, real-time. take(): one other thread, which it never keeps
/// waiting.
class MasterMeter final : public Tap {
 public:
  /// `next`, which may be null, hears every block before it is measured.
  MasterMeter(const StreamFormat& format, Tap* next);

  /// Before start(): see LevelMeter.
  void use_ceiling(bool is_used) { meter_.use_ceiling(is_used); }

  /// Not before is anything measured. Throws NoThread.
  void start();

  void block_played(Frame first, const float* samples, int frames) noexcept override;

  /// False where there is nothing more. What nobody takes for three seconds is lost, the newest
  /// first.
  bool take(Levels* levels) { return measured_.pop(*levels); }

 private:
  void run(const std::stop_token& stop);
  void measure();

  const StreamFormat format_;
  Tap* const next_;
  // From the device thread: a block's samples, then its first frame.
  boost::lockfree::spsc_queue<float> samples_;
  boost::lockfree::spsc_queue<Frame> blocks_;
  // From the meter's thread.
  boost::lockfree::spsc_queue<Levels, boost::lockfree::capacity<64>> measured_;
  // The meter's own.
  LevelMeter meter_;
  std::vector<float> block_;
  std::vector<Levels> ended_;
  // Writer: start(); reader: the device thread. Nothing hangs on when it is seen.
  std::atomic<bool> is_measuring_{false};
  Thread thread_;  // the last: it ends first
};

}  // namespace chronus::audio

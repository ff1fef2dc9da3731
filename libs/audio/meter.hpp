// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>

#include "audio/output.hpp"
#include "base/frame.hpp"

namespace chronus::audio {

/// Of a twentieth of a second of music, as samples (1 is full scale); per channel.
struct Levels {
  Frame end = 0;  ///< behind its last frame
  std::array<float, kMaxChannels> peak{};
  std::array<float, kMaxChannels> rms{};
};

/// In dBFS; silence is -200.
float to_db(float level);

/// Measures what is played: each stretch of rate / 20 frames, counted from frame 0, whose first
/// frame comes while somebody listens. Does nothing else.
///
/// block_played(): the device thread, real-time. listen(), take(): one other thread.
class Meter final : public Tap {
 public:
  static constexpr int kPerSecond = 20;

  /// `next`, which may be null, hears every block before it is measured.
  Meter(const StreamFormat& format, Tap* next);

  void block_played(Frame first, const float* samples, int frames) noexcept override;

  void listen(bool is_listening) { is_listening_.store(is_listening, std::memory_order_relaxed); }
  /// False where there is nothing more. What nobody takes is lost, the newest first.
  bool take(Levels* levels) { return measured_.pop(*levels); }

 private:
  void add(const float* samples, int frames);
  void finish(Frame end);

  const int channels_;
  const Frame stretch_;
  Tap* const next_;
  // The device thread's own.
  bool is_measuring_ = false;
  std::array<float, kMaxChannels> peak_{};
  std::array<double, kMaxChannels> squares_{};
  // Writer: who takes; reader: the device thread. Nothing hangs on when it is seen.
  std::atomic<bool> is_listening_{false};
  boost::lockfree::spsc_queue<Levels, boost::lockfree::capacity<16>> measured_;
};

}  // namespace chronus::audio

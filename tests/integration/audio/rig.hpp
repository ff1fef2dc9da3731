// SPDX-License-Identifier: MIT
#pragma once

#include <time.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>
#include <vector>

#include "audio/device_keeper.hpp"
#include "audio/output.hpp"

namespace chronus::audio {

/// Left channel of frame f; the right one is its negative. Every value is exact and, within three
/// minutes, tells its frame.
inline float left(Frame f) { return static_cast<float>((f + 1) % 8'388'608) / 8'388'608.0F; }
inline Frame frame_of(float sample) { return std::lround(sample * 8'388'608.0F) - 1; }

/// Has every block.
class EndlessSource final : public BlockSource {
 public:
  explicit EndlessSource(const StreamFormat& format) : format_(format) {}
  const float* block(Slot /*slot*/, std::int64_t index) noexcept override {
    for (int n = 0; n < format_.block_frames; ++n) {
      samples_[2 * n] = left(index * format_.block_frames + n);
      samples_[2 * n + 1] = -samples_[2 * n];
    }
    return samples_;
  }

 private:
  const StreamFormat format_;
  float samples_[2 * kMaxBlockFrames] = {};
};

/// Keeps what was played, up to a limit.
class TapLog final : public Tap {
 public:
  void block_played(Frame first, const float* samples, int frames) noexcept override {
    const std::size_t before = frames_.load(std::memory_order_relaxed);
    if (static_cast<std::size_t>(first) != before) in_order_ = false;
    if (before + frames > kFrames) return;
    std::copy_n(samples, 2 * frames, samples_.begin() + 2 * static_cast<std::ptrdiff_t>(before));
    frames_.store(before + frames, std::memory_order_release);
  }
  std::size_t frames() const { return frames_.load(std::memory_order_acquire); }
  bool in_order() const { return in_order_; }
  const float* samples() const { return samples_.data(); }

 private:
  static constexpr std::size_t kFrames = 48'000 * 60;
  std::vector<float> samples_ = std::vector<float>(2 * kFrames);
  std::atomic<std::size_t> frames_{0};  // written by the device thread, released after the samples
  std::atomic<bool> in_order_{true};
};

/// An output on a device, polled as the supervisor does.
class Rig {
 public:
  explicit Rig(Api api, int block_frames = 128, std::string device = "")
      : format{48'000, block_frames, 2}, keeper({api, std::move(device), format}, output) {}

  Status start() { return keeper.start(now_ns()); }

  /// Polls until `condition` holds; false after a limit that only a broken system reaches.
  template <class Condition>
  bool until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      keeper.poll(now_ns());
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
  }
  bool until_state(DeviceState state) {
    return until([&] { return keeper.status().state == state; });
  }
  bool until_played(Frame more) {
    const Frame end = output.played() + more;
    return until([&] { return output.played() >= end; });
  }
  /// Until the wanted device has played `frames` in one go: on a busy machine a sound server may be
  /// silent for long enough to be taken for lost.
  bool until_steady(Frame frames) {
    for (int attempt = 0; attempt < 5; ++attempt) {
      if (!until_state(DeviceState::kRunning)) return false;
      const auto lost = keeper.status().lost;
      if (until_played(frames) && keeper.status().lost == lost) return true;
    }
    return false;
  }

  static std::int64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
  }

  const StreamFormat format;
  EndlessSource source{format};
  TapLog tap;
  Output output{format, source, &tap, nullptr};
  DeviceKeeper keeper;
};

struct Stretch {
  Frame first = 0;
  std::int64_t frames = 0;
};

/// The longest stretch of `samples` (stereo) that is the same as what `tap` heard. A server on a
/// busy machine drops periods now and then: that ends a stretch and begins another.
inline Stretch longest_stretch(const std::vector<float>& samples, const TapLog& tap) {
  const std::size_t tapped = tap.frames();
  Stretch best;
  Stretch now;
  for (std::size_t n = 0; n + 1 < samples.size(); n += 2) {
    const auto is_frame = [&](Frame f) {
      return f >= 0 && static_cast<std::size_t>(f) < tapped &&
             std::equal(&samples[n], &samples[n] + 2, tap.samples() + 2 * f);
    };
    if (!is_frame(now.first + now.frames)) now = {frame_of(samples[n]), 0};
    if (is_frame(now.first + now.frames)) ++now.frames;
    if (now.frames > best.frames) best = now;
  }
  return best;
}

}  // namespace chronus::audio

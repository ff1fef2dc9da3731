// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/frame.hpp"
#include "catalog/module_info.hpp"

namespace chronus::engine {

/// How loud one output of a module was; levels as samples (1 is full scale).
struct OutputLevel {
  float peak = 0.0F;
  double squares = 0.0;       ///< the sum of its samples' squares
  std::uint32_t clipped = 0;  ///< frames beyond full scale
  bool is_heard = false;      ///< somebody reads it: else it is not computed
};

/// Measures what a module gives to others, its voices summed. No sample depends on it.
///
/// Used by the render thread; real-time.
class ModuleMeter {
 public:
  /// From the next stretch on, that module of the patch that plays then.
  void begin(int place, std::uint32_t identity) noexcept {
    *this = {};
    place_ = place;
    identity_ = identity;
  }
  void end() noexcept { place_ = kNone; }
  bool is_measuring() const noexcept { return place_ != kNone; }
  int place() const noexcept { return place_; }
  std::uint32_t identity() const noexcept { return identity_; }

  /// A stretch of an output that is heard; null for silence.
  void hear(std::size_t port, const float* samples, int frames) noexcept {
    OutputLevel& level = outputs_[port];
    level.is_heard = true;
    for (int i = 0; samples != nullptr && i < frames; ++i) {
      const float magnitude = std::abs(samples[i]);
      level.peak = std::max(level.peak, magnitude);
      level.squares += static_cast<double>(magnitude) * static_cast<double>(magnitude);
      if (magnitude > 1.0F) ++level.clipped;
    }
  }
  /// A stretch that is measured; `is_there`: there is such a module.
  void pass(int frames, bool is_there) noexcept {
    frames_ += frames;
    is_there_ = is_there_ && is_there;
  }

  Frame frames() const noexcept { return frames_; }
  /// In all of them.
  bool was_there() const noexcept { return is_there_; }
  const OutputLevel& output(std::size_t port) const noexcept { return outputs_[port]; }

 private:
  static constexpr int kNone = -1;

  int place_ = kNone;
  std::uint32_t identity_ = 0;
  bool is_there_ = true;
  Frame frames_ = 0;
  std::array<OutputLevel, catalog::kMaxPorts> outputs_{};
};

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
#pragma once

#include <ebur128.h>

#include <memory>

#include "base/frame.hpp"

namespace chronus::audio {

/// Loudness and true peak by libebur128. Its memory does not grow: what is integrated is kept as a
/// histogram. One thread; not real-time.
class Loudness {
 public:
  explicit Loudness(const StreamFormat& format);

  /// Interleaved.
  void add(const float* samples, int frames);
  /// Of the last add(), as a sample.
  float true_peak(int channel) const;
  /// In LUFS, -200 at least.
  float momentary() const;
  float short_term() const;
  float integrated() const;

 private:
  struct Destroy {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
  };
  std::unique_ptr<ebur128_state, Destroy> state_;
};

}  // namespace chronus::audio

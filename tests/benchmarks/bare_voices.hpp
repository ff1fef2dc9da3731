// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace chronus::bench {

/// Voices of a sine or a saw, an envelope and a low-pass, as they would be written by hand for
/// these voices alone: one loop from phase to sum with all its state in registers, no modules, no
/// signals between them, no parameters, nothing that could be told to it but gates. What an engine
/// costs is measured against it.
class BareVoices {
 public:
  virtual ~BareVoices() = default;
  /// Of all voices.
  virtual void gate(bool on) = 0;
  /// `frames` samples, at most kMostFrames.
  virtual void render(float* out, int frames) = 0;

  static constexpr int kMostFrames = 128;
};

/// By 8 lanes of the instructions that each is compiled for; one voice alone by itself.
namespace baseline {
std::unique_ptr<BareVoices> bare_voices(int voices, bool saw, float rate);
}
namespace avx2 {
std::unique_ptr<BareVoices> bare_voices(int voices, bool saw, float rate);
}

}  // namespace chronus::bench

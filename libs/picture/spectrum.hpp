// SPDX-License-Identifier: MIT
#pragma once

#include <kissfft/kiss_fftr.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace chronus::picture {

/// The power of a stretch of sound at each frequency: a real Fourier transform under a Hann window.
/// Not real-time; one thread.
class Spectrum {
 public:
  /// `frames`: of a stretch, even.
  explicit Spectrum(int frames);

  int frames() const { return static_cast<int>(window_.size()); }
  /// Bin i lies at i · rate / frames().
  int bins() const { return frames() / 2 + 1; }
  /// Of frames() samples. The square of its amplitude for a sine in the middle of a bin. Valid
  /// until the next call.
  std::span<const float> power(const float* samples);

 private:
  struct Free {
    void operator()(kiss_fftr_state* state) const { kiss_fftr_free(state); }
  };
  std::unique_ptr<kiss_fftr_state, Free> transform_;
  std::vector<float> window_;
  std::vector<float> windowed_;
  std::vector<kiss_fft_cpx> bins_;
  std::vector<float> power_;
};

/// The power of two that is at least so many seconds long.
int stretch_frames(double seconds, int rate);

/// Cuts a stream of samples into stretches of one length that overlap: the middle of the k-th is
/// frame k · hop. Before its beginning there is silence. Not real-time; one thread.
class Stretches {
 public:
  /// `hop`: 1 to `frames`.
  Stretches(int frames, int hop)
      : frames_(static_cast<std::size_t>(frames)),
        hop_(static_cast<std::size_t>(hop)),
        held_(frames_ / 2, 0.0F) {}

  /// Calls visit(samples of the stretch) for each that is whole by now.
  template <class Visit>
  void add(std::span<const float> samples, Visit visit) {
    held_.insert(held_.end(), samples.begin(), samples.end());
    std::size_t at = 0;
    for (; at + frames_ <= held_.size(); at += hop_) visit(held_.data() + at);
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(at));
  }

 private:
  std::size_t frames_;
  std::size_t hop_;
  std::vector<float> held_;
};

}  // namespace chronus::picture

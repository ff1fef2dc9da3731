// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/frame.hpp"
#include "picture/onsets.hpp"
#include "picture/spectrogram.hpp"
#include "picture/waveform.hpp"

namespace chronus::picture {

/// What a sound looks like: the waveform of each channel, where sounds begin, and a spectrogram of
/// all channels' mean. Its memory does not grow with the length, but for Onsets'. Not real-time;
/// one thread.
class SoundPicture {
 public:
  static constexpr int kWidth = 1'600;
  static constexpr int kHeight = 1'000;

  /// `length`: frames to come.
  SoundPicture(const StreamFormat& format, Frame length);

  /// Interleaved.
  void add(const float* samples, int frames);
  /// Behind the last: where sounds begin.
  std::vector<Frame> onsets() const { return onsets_.find(); }
  /// What has gnuplot draw it, but for the output. `title` may be any text. Once, behind the last.
  std::string script(const std::string& title);

 private:
  StreamFormat format_;
  Frame length_;
  Waveform waveform_;
  Spectrogram spectrogram_;
  Onsets onsets_;
  std::vector<float> mean_;
};

}  // namespace chronus::picture

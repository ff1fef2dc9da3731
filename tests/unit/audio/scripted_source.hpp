// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "audio/output.hpp"

namespace chronus::audio {

/// Holds whatever blocks `holds` says it holds; the sample of frame f is f + 1 on every channel
/// (exact as a float up to 2^24), or what `value` says.
class ScriptedSource final : public BlockSource {
 public:
  explicit ScriptedSource(const StreamFormat& format) : format_(format) {}

  const float* block(Slot slot, std::int64_t index) noexcept override {
    if (!holds(slot, index)) return nullptr;
    samples_.clear();
    for (int n = 0; n < format_.block_frames; ++n) {
      const float v = value(index * format_.block_frames + n);
      samples_.insert(samples_.end(), format_.channels, v);
    }
    taken_from.push_back(slot);
    return samples_.data();
  }

  std::function<bool(Slot slot, std::int64_t index)> holds = [](Slot, std::int64_t) {
    return true;
  };
  std::function<float(Frame)> value = [](Frame f) { return static_cast<float>(f + 1); };
  std::vector<Slot> taken_from;  // where each block given out

 private:
  const StreamFormat format_;
  std::vector<float> samples_;
};

class ListeningTap final : public Tap {
 public:
  void block_played(Frame first, const float* samples, int frames) noexcept override {
    firsts.push_back(first);
    heard.insert(heard.end(), samples, samples + static_cast<std::ptrdiff_t>(frames) * channels);
  }
  int channels = 2;
  std::vector<Frame> firsts;
  std::vector<float> heard;
};

}  // namespace chronus::audio

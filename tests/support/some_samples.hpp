// SPDX-License-Identifier: MIT
#pragma once

#include <cstring>
#include <random>
#include <span>
#include <vector>

#include "engine/sample_shelf.hpp"

namespace chronus::test {

/// A store in ordinary memory, for who renders without a supervisor.
class SampleMemory {
 public:
  SampleMemory() : bytes_(sizeof(engine::SampleStoreHeader)) {
    head().magic = engine::kSampleStoreMagic;
  }

  /// The next number's sample, channel behind channel.
  std::uint32_t add(std::span<const float> samples, std::uint32_t channels = 1) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + samples.size_bytes());
    std::memcpy(bytes_.data() + at, samples.data(), samples.size_bytes());
    head().bytes = bytes_.size();
    const auto frames = static_cast<std::uint32_t>(samples.size() / channels);
    head().entries[++last_] = {at, frames, channels};
    return last_;
  }
  /// A number that means the same as another.
  void repeat(std::uint32_t number) {
    head().entries[last_ + 1] = head().entries[number];
    ++last_;
  }
  std::uint32_t last() const { return last_; }
  const std::byte* data() const { return bytes_.data(); }
  /// With all of them live.
  engine::SampleShelf shelf() const {
    engine::SampleShelf shelf;
    shelf.use(bytes_.data());
    for (std::uint32_t number = 1; number <= last_; ++number) shelf.live().set(number, true);
    return shelf;
  }

 private:
  engine::SampleStoreHeader& head() {
    return *reinterpret_cast<engine::SampleStoreHeader*>(bytes_.data());
  }
  std::vector<std::byte> bytes_;
  std::uint32_t last_ = 0;
};

/// Whatever number is asked for: noise of one channel, or of two, or some frames.
inline const SampleMemory& some_samples() {
  static const SampleMemory samples = [] {
    SampleMemory memory;
    std::mt19937 random(1);
    std::uniform_real_distribution<float> any(-0.5F, 0.5F);
    const auto noise = [&](std::size_t count) {
      std::vector<float> made(count);
      for (float& one : made) one = any(random);
      return made;
    };
    memory.add(noise(3'001));
    memory.add(noise(2 * 700), 2);
    memory.add(noise(5));
    while (memory.last() < engine::kMostSamples) memory.repeat(memory.last() - 2);
    return memory;
  }();
  return samples;
}

inline const engine::SampleShelf& some_shelf() {
  static const engine::SampleShelf shelf = some_samples().shelf();
  return shelf;
}

}  // namespace chronus::test

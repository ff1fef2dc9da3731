// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/voices.hpp"

namespace chronus::engine {

/// What notes have given to the lanes of one module, parameter by parameter. In the arena:
///
///   | lanes that have one: a word a parameter | values: a parameter's lanes, then the next one's |
///
/// Where a lane has none its value is zero, so that equal racks are equal byte by byte. Real-time
/// safe; a view, which owns nothing.
class OwnValues {
 public:
  /// What they take, a multiple of eight.
  static constexpr std::size_t bytes(std::size_t params, int lanes) {
    const std::size_t values = params * static_cast<std::size_t>(lanes) * sizeof(float);
    return params * sizeof(std::uint64_t) + (values + 7) / 8 * 8;
  }

  OwnValues(std::byte* at, std::size_t params, int lanes)
      : words_(reinterpret_cast<std::uint64_t*>(at)),
        values_(reinterpret_cast<float*>(at + params * sizeof(std::uint64_t))),
        lanes_(static_cast<std::size_t>(lanes)) {}

  /// A bit for each lane with a value of its own.
  std::uint64_t lanes(std::size_t param) const { return words_[param]; }
  bool has(std::size_t param, int lane) const { return (words_[param] & bit(lane)) != 0; }
  /// Of each lane.
  const float* values(std::size_t param) const { return values_ + param * lanes_; }

  void set(std::size_t param, int lane, float value) {
    words_[param] |= bit(lane);
    values_[param * lanes_ + static_cast<std::size_t>(lane)] = value;
  }
  void forget(std::size_t param, int lane) {
    words_[param] &= ~bit(lane);
    values_[param * lanes_ + static_cast<std::size_t>(lane)] = 0.0F;
  }

 private:
  static constexpr std::uint64_t bit(int lane) { return std::uint64_t{1} << lane; }
  static_assert(kMaxVoices <= 64);

  std::uint64_t* words_;
  float* values_;
  std::size_t lanes_;
};

}  // namespace chronus::engine

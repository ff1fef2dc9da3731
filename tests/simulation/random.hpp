// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>

namespace chronus::simulation {

/// Uniform numbers whose sequence is the same on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t bits() { return engine_(); }
  int below(int end) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(end)); }
  bool one_in(int n) { return below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace chronus::simulation

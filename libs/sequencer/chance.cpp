// SPDX-License-Identifier: MIT
#include "sequencer/chance.hpp"

#include "base/fnv.hpp"

namespace chronus::sequencer {
namespace {

std::uint64_t hash_of(std::string_view text) {
  Fnv hash;
  hash.add_text(text);
  return hash.value();
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014), after its step by the golden ratio.
std::uint64_t mixed(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace

std::int32_t default_seed(std::string_view name) {
  return static_cast<std::int32_t>(mixed(hash_of(name)) & static_cast<std::uint64_t>(kMaxSeed));
}

std::int32_t draw_million(std::int32_t seed, std::string_view name, std::int64_t cycle, int step) {
  std::uint64_t key = mixed(static_cast<std::uint64_t>(seed));
  key = mixed(key ^ hash_of(name));
  key = mixed(key ^ static_cast<std::uint64_t>(cycle));
  key = mixed(key ^ static_cast<std::uint64_t>(step));
  return static_cast<std::int32_t>(((key >> 32U) * 1'000'000U) >> 32U);
}

}  // namespace chronus::sequencer

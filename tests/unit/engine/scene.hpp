// SPDX-License-Identifier: MIT
#pragma once

#include <random>
#include <stdexcept>
#include <vector>

#include "tiny_modules.hpp"

namespace chronus::engine::tiny {

/// A patch with everything that has state: gates, glides, modulation, feedback-free filters, sums.
/// Odd and even versions differ in one module and one connection, and share the rest.
inline Patch scene(std::uint64_t version, std::uint32_t fade_frames) {
  Patch patch(version, fade_frames);
  patch.module(7, kNoise, 1).module(3, kGated, 2).module(5, kOnePole, 3, {0.2F});
  patch.module(1, kConstant, 4, {0.3F}).module(0, kAdder, 5);
  patch.connect(7, 5).modulate(3, 5, 0).connect(5, 0, 0).connect(1, 0, 0).connect(3, 0, 1);
  patch.hear(0, 0).hear(5, 1);
  if (version % 2 == 0) patch.module(9, kNoise, 6).connect(9, 0, 1).modulate(9, 1, 0);
  return patch;
}

/// A random command for the scene, some of them out of range. No swaps.
inline Command random_command(std::mt19937& random) {
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  switch (upto(4)) {
    case 0:
      return gate(upto(8) == 0 ? 999 : 3, upto(2), 0.1 * upto(11));
    case 1:
      return set_param(5, upto(3), 0.01 * upto(120));
    case 2:
      return set_param(1, upto(2), upto(12) - 1.5, upto(2));
    default:
      return set_param(upto(12), 0, upto(5));
  }
}

/// What happens before a frame is rendered.
struct Happening {
  Frame frame;
  Command command;
};

/// Commands at random frames and a swap every now and then, crossfades of 0 to 99 frames, some cut
/// short by the next swap; panics, some of them within the fades of another.
inline std::vector<Happening> random_score(unsigned seed, Frame frames) {
  std::mt19937 random(seed);
  std::vector<Happening> score = {{0, swap_to(1)}};
  std::uint64_t version = 1;
  for (Frame frame = 0; frame < frames; ++frame) {
    while (random() % 6 == 0) score.push_back({frame, random_command(random)});
    if (random() % 80 == 0) score.push_back({frame, swap_to(++version)});
    if (random() % 100 == 0) score.push_back({frame, panic()});
  }
  return score;
}

/// Applies what the score has for the engine's frame, from `next` on. Swaps are built on the spot.
inline void apply_due(Engine& engine, const std::vector<Happening>& score, std::size_t& next) {
  for (; next < score.size() && score[next].frame == engine.frame(); ++next) {
    const Command& command = score[next].command;
    if (command.op == Op::kSwapPatch) {
      const auto version = command.patch_version;
      if (!engine.build(scene(version, static_cast<std::uint32_t>(version * 37 % 100)).get())) {
        throw std::runtime_error("the scene could not be built");
      }
    }
    if (!engine.apply(command)) throw std::runtime_error("a swap was refused");
  }
}

}  // namespace chronus::engine::tiny

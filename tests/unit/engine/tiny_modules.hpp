// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/engine.hpp"

namespace chronus::engine::tiny {

/// Indices in infos(). Small enough that every sample can be worked out by hand.
enum Type : int {
  kCounter,   ///< out: frames since it was made, times `step`
  kConstant,  ///< out: `value` + `pitch`, both glide over kGlideFrames
  kOnePole,   ///< out += `coefficient` · (in − out)
  kGated,     ///< out: velocity while the gate is on, else 0
  kAdder,     ///< out: a + b
  kSplit,     ///< low: −in, high: in
  kNoise,     ///< out: white noise from its identity
  kSquares,   ///< out: x² − y², without bounds; separate ones share groups
  kHuge,      ///< 3 MiB of state, silent
};

inline constexpr int kParamFirst = 0;
/// kConstant's second parameter: like `value`, but a lane jumps to it.
inline constexpr int kConstantPitch = 1;

std::span<const catalog::ModuleInfo> infos();
std::span<const ModuleCode> code();
/// Of both.
const ModuleSet& modules();

/// Frames the constant's value takes to a new one at 8 kHz.
inline constexpr int kGlideFrames = 32;
inline constexpr StreamFormat kFormat = {.rate = 8'000, .block_frames = 16, .channels = 2};

/// A patch description made by hand; modules get the identity given.
class Patch {
 public:
  explicit Patch(std::uint64_t version, std::uint32_t fade_frames = 0);
  Patch& module(int place, Type type, std::uint32_t identity, std::vector<float> values = {});
  Patch& connect(int src, int dst, int input = 0, int port = 0);
  Patch& modulate(int src, int dst, int param);
  Patch& hear(int src, int channel = 0, int port = 0);
  const PatchDescription& get() const { return patch_; }
  PatchDescription& edit() { return patch_; }

 private:
  Patch& add(const Connection& connection);
  PatchDescription patch_;
};

Command set_param(int module, int param, double value, int flags = 0);
Command gate(int module, double value, double velocity = 1.0);
Command swap_to(std::uint64_t version);
Command panic();

/// The next `frames` frames, cut into calls of `cut` frames.
std::vector<float> render(Engine& engine, int frames, int cut = kMaxBlockFrames);
/// One channel of interleaved stereo.
std::vector<float> channel(const std::vector<float>& interleaved, int index);
/// Builds and swaps on this frame; false where either failed.
bool play(Engine& engine, const Patch& patch);

}  // namespace chronus::engine::tiny

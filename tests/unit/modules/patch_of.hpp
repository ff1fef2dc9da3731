// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/engine.hpp"
#include "engine/keyframe.hpp"
#include "tests/support/built_in_modules.hpp"

namespace chronus::engine {

/// A patch description of real modules, made by hand; modules get the identity given.
class PatchOf {
 public:
  explicit PatchOf(std::uint64_t version, std::uint32_t fade_frames = 0) {
    patch_.version = version;
    patch_.fade_frames = fade_frames;
  }
  PatchOf& module(int place, std::string_view type, std::uint32_t identity,
                  const std::vector<std::pair<std::string_view, float>>& values = {}) {
    const catalog::ModuleInfo& row = *test::built_in_catalog().find(type);
    ModuleEntry& entry = patch_.modules[place];
    entry.type = row.id();
    entry.identity = identity;
    for (std::size_t i = 0; i < row.params.size(); ++i) entry.values[i] = row.params[i].initial;
    for (const auto& [name, value] : values) entry.values[find_param(row, name)] = value;
    return *this;
  }
  /// Of a module that there is.
  PatchOf& voices(int place, int count) {
    patch_.modules[place].voices = static_cast<std::uint16_t>(count);
    return *this;
  }
  /// The first output to a parameter.
  PatchOf& modulate(int src, int dst, std::string_view param, float depth = 1.0F,
                    DepthUnit unit = DepthUnit::kParameter) {
    const auto& row = *test::built_in_catalog().find(patch_.modules[dst].type);
    return add({.src_module = static_cast<std::uint16_t>(src),
                .target = Target::kParam,
                .dst_module = static_cast<std::uint16_t>(dst),
                .dst_index = static_cast<std::uint8_t>(find_param(row, param)),
                .depth_unit = unit,
                .depth = depth});
  }
  /// The first output to an input, the first unless told.
  PatchOf& connect(int src, int dst, int input = 0) {
    return add({.src_module = static_cast<std::uint16_t>(src),
                .dst_module = static_cast<std::uint16_t>(dst),
                .dst_index = static_cast<std::uint8_t>(input)});
  }
  /// The first output to the first channel.
  PatchOf& hear(int src) {
    return add({.src_module = static_cast<std::uint16_t>(src), .target = Target::kOutput});
  }
  const PatchDescription& get() const { return patch_; }

 private:
  PatchOf& add(const Connection& connection) {
    patch_.connections[patch_.connection_count++] = connection;
    return *this;
  }
  PatchDescription patch_;
};

/// Builds and swaps on the engine's frame.
inline void play(Engine& engine, const PatchOf& patch) {
  if (const Status built = engine.build(patch.get()); !built) {
    throw std::runtime_error(built.reason());
  }
  engine.apply({.op = Op::kSwapPatch, .patch_version = patch.get().version});
}

/// The next `frames` frames of a mono engine.
inline std::vector<float> render(Engine& engine, int frames) {
  std::vector<float> out(static_cast<std::size_t>(frames));
  for (int done = 0; done < frames; done += kMaxBlockFrames) {
    engine.render(out.data() + done, std::min(kMaxBlockFrames, frames - done));
  }
  return out;
}

/// A keyframe, as large as it is.
inline std::vector<std::byte> keyframe_of(const Engine& engine) {
  static std::vector<std::byte> room(max_keyframe_bytes());
  const std::size_t bytes = engine.save(room);
  return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(bytes)};
}

}  // namespace chronus::engine

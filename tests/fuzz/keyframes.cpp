// SPDX-License-Identifier: MIT
// Keyframes as shared memory may hold them, with checksums that are right: one that is taken is
// there byte for byte, and plays within bounds; one that is refused changes nothing.
#include "engine/keyframe.hpp"

#include <cmath>
#include <cstring>

#include "engine/levels.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/keyframe_scenes.hpp"

using namespace chronus;
using Bytes = std::vector<std::byte>;

namespace {

/// In an input's first byte, beside the scene: the states of modules are written over, instead of
/// what load() looks at. They may give what is no number then, for which workers have a guard, and
/// do nothing worse.
constexpr std::uint8_t kSpoilsStates = 0x80;
constexpr std::size_t kCutsShort = 0xff'ffff;
/// What one that is taken plays: several ticks, on which modules make their coefficients.
constexpr int kPlayed = 3 * engine::kTickFrames;

/// Each five bytes of the input are where (three bytes) and two of what.
Bytes spoilt(const fuzz::SceneKeyframe& scene, bool spoils_states, const std::uint8_t* data,
             std::size_t size) {
  Bytes bytes = scene.bytes;
  const auto& stretches = spoils_states ? scene.states : scene.checked;
  if (stretches.empty()) return bytes;
  for (std::size_t i = 0; i + 5 <= size; i += 5) {
    const std::size_t n =
        std::size_t{data[i]} << 16U | std::size_t{data[i + 1]} << 8U | data[i + 2];
    const std::size_t at = fuzz::SceneKeyframe::place(stretches, n);
    if (n == kCutsShort) {
      bytes.resize(std::min(bytes.size(), std::size_t{data[i + 3]} << 8U | data[i + 4]));
    } else if (at + 2 <= bytes.size()) {
      std::memcpy(bytes.data() + at, data + i + 3, 2);
    }
  }
  return bytes;
}

/// What it says that it has, as far as it is there.
std::span<const std::byte> claimed(const Bytes& bytes) {
  engine::KeyframeHeader header;
  std::memcpy(static_cast<void*>(&header), bytes.data(), sizeof header);
  const std::size_t count = sizeof header + header.playing_bytes + std::size_t{header.fading_bytes};
  return std::span(bytes).first(std::min(bytes.size(), count));
}

void make_sum_right(Bytes& bytes) {
  if (bytes.size() < sizeof(engine::KeyframeHeader)) return;
  const std::uint64_t sum = engine::keyframe_checksum(claimed(bytes));
  std::memcpy(bytes.data() + offsetof(engine::KeyframeHeader, checksum), &sum, sizeof sum);
}

std::span<const std::byte> saved(const engine::Engine& engine) {
  static Bytes room(engine::max_keyframe_bytes());
  return std::span(room).first(engine.save(room));
}

bool is_same(std::span<const std::byte> a, std::span<const std::byte> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size()) == 0;
}

/// An engine, and a keyframe of what it holds: of the input before, most of the time. What is
/// refused must leave that; what is taken leaves nothing of it.
struct Standing {
  engine::Engine engine{fuzz::kSceneFormat, test::built_in_modules()};
  Bytes bytes;

  Standing() {
    engine.use_samples(test::some_samples().data());
    fuzz::must(static_cast<bool>(engine.load(fuzz::scene_keyframe(0).bytes)));
    keep();
  }
  void keep() {
    const auto now = saved(engine);
    bytes.assign(now.begin(), now.end());
  }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static Standing standing;
  auto& engine = standing.engine;
  const auto& scene = fuzz::scene_keyframe(data[0] & ~kSpoilsStates);
  const bool spoils_states = (data[0] & kSpoilsStates) != 0;
  Bytes bytes = spoilt(scene, spoils_states, data + 1, size - 1);
  make_sum_right(bytes);

  if (const Status loaded = engine.load(bytes); !loaded) {
    fuzz::must(!loaded.reason().empty());
    fuzz::must(is_same(saved(engine), standing.bytes));
    return 0;
  }
  fuzz::must(is_same(saved(engine), claimed(bytes)));
  engine.apply({.op = engine::Op::kGate, .module = 1, .value = 1.0, .velocity = 0.5});
  for (const float sample : engine::render(engine, kPlayed)) {
    fuzz::must(std::isnan(sample) ? spoils_states : std::abs(sample) <= engine::kHeldOutput);
  }
  standing.keep();
  return 0;
}

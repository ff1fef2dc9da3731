// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "engine/patch.hpp"

namespace chronus::engine {

/// How a panic stands: what is heard fades out over fade() frames, then every module is made anew
/// and fades in over as many, since there are some that sound without a gate. Gates that open
/// while it fades out wait for the new modules. Part of a keyframe.
///
/// All functions are real-time safe. The result does not depend on how frames are cut into calls.
class Panic {
 public:
  /// Ten milliseconds.
  static std::uint32_t fade(int rate) noexcept { return static_cast<std::uint32_t>(rate / 100); }

  bool is_under_way() const noexcept { return left_ != 0; }
  /// The old modules are still heard.
  bool fades_out(int rate) const noexcept { return left_ > fade(rate); }
  /// Frames that may be rendered until it ends or the modules have to be made anew.
  std::uint32_t stretch(int rate) const noexcept {
    return fades_out(rate) ? left_ - fade(rate) : left_;
  }

  /// Begins at the gain that is heard, and forgets the gates that waited. True where nothing has
  /// to fade: the modules are to be made anew at once.
  bool begin(int rate) noexcept {
    held_gates_.fill(0);
    if (left_ == 0) {
      left_ = 2 * fade(rate);
    } else if (!fades_out(rate)) {
      left_ = 2 * fade(rate) - left_;
    }
    return !fades_out(rate);
  }

  /// Puts the gain on the next `frames` frames, no more than stretch(). True where the modules
  /// have to be made anew behind them.
  bool render(float* out, int frames, int channels, int rate) noexcept {
    const bool was_out = fades_out(rate);
    const float scale = 1.0F / static_cast<float>(fade(rate));
    for (int i = 0; i < frames; ++i) {
      --left_;
      const std::uint32_t weight = was_out ? left_ - fade(rate) : fade(rate) - left_;
      const float gain = static_cast<float>(weight) * scale;
      for (int c = 0; c < channels; ++c) *out++ *= gain;
    }
    return was_out && !fades_out(rate);
  }

  /// A gate that comes while the old modules fade out. `velocity`: in [0, 1].
  void hold_gate(std::size_t place, bool is_on, float velocity) noexcept {
    if (place >= held_gates_.size()) return;
    held_gates_[place] = is_on ? std::bit_cast<std::uint32_t>(velocity) + 1 : 0;
  }
  /// Its module is not there any more.
  void drop_gate(std::size_t place) noexcept { held_gates_[place] = 0; }
  /// Calls visit(place, velocity) for each gate that waits, and forgets them.
  template <class Visit>
  void take_gates(Visit visit) noexcept {
    for (std::size_t place = 0; place < held_gates_.size(); ++place) {
      if (held_gates_[place] == 0) continue;
      visit(static_cast<int>(place), std::bit_cast<float>(held_gates_[place] - 1));
      held_gates_[place] = 0;
    }
  }

  /// Whether it can have been made by these functions: it comes out of shared memory.
  bool is_sound(int rate) const noexcept {
    constexpr std::uint32_t kMost = std::bit_cast<std::uint32_t>(1.0F) + 1;
    if (left_ > 2 * fade(rate)) return false;
    for (const std::uint32_t held : held_gates_) {
      if (held > kMost || (held != 0 && !fades_out(rate))) return false;
    }
    return true;
  }

 private:
  std::uint32_t left_ = 0;  // frames of both fades still to come
  [[maybe_unused]] std::uint32_t padding_ = 0;
  std::array<std::uint32_t, kModulePlaces> held_gates_{};  // by place: 1 + the velocity's bits
};
static_assert(std::is_trivially_copyable_v<Panic>);
static_assert(std::has_unique_object_representations_v<Panic>);

}  // namespace chronus::engine

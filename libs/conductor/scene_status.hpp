// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "base/frame.hpp"
#include "conductor/route.hpp"

namespace chronus::conductor {

/// As many sequencers as `/status` holds beside the rest; the others are asked for by an offset.
inline constexpr std::size_t kMostStatusBytes = 40'000;

/// The conductor's part of `/status`: rendered on another thread, from a copy. `horizon`: the frame
/// up to which all is decided.
JsonText scene_status(const Scene& scene, Frame horizon);
/// Of the sequencers alone, from `first` on, as many as fit, one at least.
JsonText sequencers_status(const Scene& scene, std::size_t first, std::size_t most_bytes);

}  // namespace chronus::conductor

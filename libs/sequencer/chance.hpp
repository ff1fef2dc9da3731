// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace chronus::sequencer {

inline constexpr std::int32_t kMaxSeed = 0x7FFF'FFFF;

/// The seed of a sequencer that was given none: 0 to kMaxSeed.
std::int32_t default_seed(std::string_view name);

/// A number from 0 to 999'999, each as likely. It is counted, not drawn one after the other: the
/// same arguments give the same number, so that both workers' commands, an offline rendering and a
/// journal's replay agree wherever they begin.
std::int32_t draw_million(std::int32_t seed, std::string_view name, std::int64_t cycle, int step);

}  // namespace chronus::sequencer

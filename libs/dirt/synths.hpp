// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace chronus::dirt {

/// A synth that players of SuperDirt know by its name, as the score of a patch.
struct Synth {
  std::string_view name;
  std::string_view score;
};

/// Those of examples/patches, as they were when this was built.
std::span<const Synth> synths();
/// Nothing where there is none of that name.
std::optional<std::string_view> synth_score(std::string_view name);

}  // namespace chronus::dirt

// SPDX-License-Identifier: MIT
#include "offline/stems.hpp"

#include <algorithm>

#include "engine/output_columns.hpp"

namespace chronus::offline {
namespace {

/// A column that no engine has.
constexpr int kNowhere = engine::kMaxOutputColumns - 1;

int stems_a_pass(int channels) { return kNowhere / channels; }

}  // namespace

StemLayout::StemLayout(std::span<const HeardModule> heard, int channels) : channels_(channels) {
  for (const HeardModule& module : heard) {
    const auto named = std::find(names_.begin(), names_.end(), module.name);
    stem_of_[module.identity] = static_cast<int>(named - names_.begin());
    if (named == names_.end()) names_.push_back(module.name);
  }
}

int StemLayout::passes() const {
  const int most = stems_a_pass(channels_);
  return (static_cast<int>(names_.size()) + most - 1) / most;
}

int StemLayout::first_of(int pass) const {
  return std::min(pass * stems_a_pass(channels_), static_cast<int>(names_.size()));
}

int StemLayout::columns_of(int pass) const {
  return std::max(1, (first_of(pass + 1) - first_of(pass)) * channels_);
}

void StemLayout::lead(engine::PatchDescription* patch, int pass) const {
  for (std::uint32_t i = 0; i < patch->connection_count; ++i) {
    engine::Connection& connection = patch->connections[i];
    if (connection.target != engine::Target::kOutput) continue;
    const auto found = stem_of_.find(patch->modules[connection.src_module].identity);
    const bool is_here = found != stem_of_.end() && connection.dst_index < channels_ &&
                         found->second >= first_of(pass) && found->second < first_of(pass + 1);
    const int column =
        is_here ? (found->second - first_of(pass)) * channels_ + connection.dst_index : kNowhere;
    connection.dst_index = static_cast<std::uint8_t>(column);
  }
}

}  // namespace chronus::offline

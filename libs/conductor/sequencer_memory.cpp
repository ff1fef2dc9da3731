// SPDX-License-Identifier: MIT
// How much memory the sequencers may take up.
#include <algorithm>
#include <array>

#include "conductor/conductor.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

/// Whether a sequencer may hold more behind it.
bool grows(std::string_view address) {
  static constexpr std::array<std::string_view, 8> kRows{
      "/seq/pattern", "/seq/chain",   "/seq/param_lane", "/seq/euclid",
      "/seq/prob",    "/seq/ratchet", "/seq/nudge",      "/seq/cond"};
  return std::find(kRows.begin(), kRows.end(), address) != kRows.end();
}

}  // namespace

/// Whether the sequencers may take up more memory. They are weighed now and then: what a message
/// adds is bounded.
bool Conductor::have_room_for(const Sender& sender, const osc::Message& message) {
  constexpr std::size_t kMostBytes = std::size_t{48} << 20U;
  constexpr std::size_t kEditsUnweighed = 128;
  if (sender.is_score || !grows(message.address)) return true;
  const auto* id = message.args.empty() ? nullptr : osc::as_string(message.args[0]);
  edits_unweighed_ += id != nullptr && osc::is_pattern(*id) ? scene_.bank.size() : 1;
  if (edits_unweighed_ >= kEditsUnweighed) {
    edits_unweighed_ = 0;
    sequencer_bytes_ = scene_.bank.memory_bytes();
  }
  return sequencer_bytes_ < kMostBytes;
}

}  // namespace chronus::conductor

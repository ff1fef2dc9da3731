// SPDX-License-Identifier: MIT
#include "check.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace chronus::simulation {

std::string Check::look() {
  if (!world_.tape_is_whole()) return "a frame was lost, repeated or out of order";
  if (const auto difference = compare(); !difference.empty()) return difference;
  const auto& figures = world_.board().figures;
  if (figures.lost_frames.load() != 0) return "frames were given up";
  if (promises_.no_divergence && figures.diverged.load() != 0) return "the slots diverged";
  if (promises_.nothing_late && (is_late(Slot::kFirst) || is_late(Slot::kSecond)))
    return "a command came after its frame";
  if (promises_.nothing_late && (misses_any(Slot::kFirst) || misses_any(Slot::kSecond))) {
    return "a command lies in neither the keyframe nor the ring of a worker";
  }
  if (promises_.no_kill && world_.launcher().killed() != kills_forgiven_)
    return "a sound worker was killed";
  if (promises_.no_gap && world_.output().concealed_frames() != 0) {
    return "the output was concealed at frame " + std::to_string(world_.output().played());
  }
  if (waits_too_long()) {
    return "the music did not come back at frame " + std::to_string(world_.output().played());
  }
  return {};
}

bool Check::waits_too_long() {
  const Frame concealed = world_.output().concealed_frames();
  if (std::exchange(played_, world_.output().played()) != world_.output().played()) {
    concealed_before_ = concealed;
  }
  return promises_.longest_gap != 0 && concealed - concealed_before_ > promises_.longest_gap;
}

std::string Check::compare() {
  const auto& tape = world_.tape();
  const auto& expected = *music_.reference;
  const std::size_t end = std::min(tape.size(), expected.size());
  if (end == compared_) return {};
  if (std::memcmp(tape.data() + compared_, expected.data() + compared_,
                  (end - compared_) * sizeof(float)) != 0) {
    while (tape[compared_] == expected[compared_]) ++compared_;
    return "frame " + std::to_string(compared_ / 2) + " is not the reference's";
  }
  compared_ = end;
  return {};
}

/// Also of commands that change no sample.
bool Check::is_late(Slot slot) {
  const auto* worker = world_.worker_in(slot);
  return worker != nullptr && worker->segment().report().late_commands.load() != 0;
}

/// Seen where it begins, as long as its ring still holds what it was given first.
bool Check::misses_any(Slot slot) {
  const auto* worker = world_.worker_in(slot);
  if (worker == nullptr) return false;
  const auto& segment = worker->segment();
  if (segment.orders().start.load() != ipc::StartOrder::kKeyframe) return false;
  const auto& ring = segment.commands();
  const std::uint64_t written = ring.written.load();
  // At the capacity the next one may lie over the first already.
  if (written == 0 || written >= ipc::CommandRing::kCapacity) return false;
  return ring.commands[0].seq > segment.orders().load_seq.load() + 1;
}

std::string Check::final_look() const {
  const auto quarantined = world_.board().figures.quarantined.load();
  if (quarantined != static_cast<std::uint64_t>(promises_.quarantined)) {
    return std::to_string(quarantined) + " commands in quarantine instead of " +
           std::to_string(promises_.quarantined);
  }
  return {};
}

}  // namespace chronus::simulation

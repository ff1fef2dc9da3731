// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/frame.hpp"

namespace chronus::supervisor {

/// A keyframe outside every worker's reach.
struct StoredKeyframe {
  std::vector<std::byte> bytes;
  Frame frame = 0;
  std::uint64_t seq = 0;  ///< every command up to this one is in it
  bool is_empty() const { return bytes.empty(); }
};

/// The last keyframe, for when no worker is left to give one, and one that is some seconds older,
/// for when the last already holds what kills. Main thread only.
class KeyframeStore {
 public:
  /// `older_by`: frames; the older keyframe is at least this and at most twice this old, once the
  /// music has played for that long.
  explicit KeyframeStore(Frame older_by) : older_by_(older_by) {}

  /// Waits until the music has come to its frame: before that it cannot give the blocks that the
  /// output is owed.
  void add(std::span<const std::byte> bytes, Frame frame, std::uint64_t seq);
  /// The last one added waits: another would only take its place in the queue of one.
  bool is_waiting() const { return !next_.is_empty(); }
  /// Of music that will be played otherwise.
  void drop_waiting() { next_ = {}; }
  /// True when the last one added took its place.
  bool settle(Frame played);
  const StoredKeyframe& newest() const { return kept_[0]; }
  const StoredKeyframe& older() const { return kept_[2].is_empty() ? kept_[1] : kept_[2]; }
  /// Commands up to this one are in every keyframe kept.
  std::uint64_t oldest_seq() const { return older().is_empty() ? newest().seq : older().seq; }

 private:
  Frame older_by_;
  StoredKeyframe next_;
  std::array<StoredKeyframe, 3> kept_;  // the newest, one on its way to be the older, the older
};

}  // namespace chronus::supervisor

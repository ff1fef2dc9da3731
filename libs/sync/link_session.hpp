// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "sync/link_follower.hpp"

namespace chronus::sync {

/// Takes part in the Link session of the local network and follows it; while nobody else is there
/// the session has our tempo. Link's own threads do the talking.
///
/// start(), stop(): the main thread. peers(): any. The rest: one thread (the conductor's), which is
/// Link's "audio thread": it takes no lock there.
class LinkSession final : public Source {
 public:
  explicit LinkSession(double quantum);
  ~LinkSession() override;

  void start();
  void stop();
  std::size_t peers() const;
  /// The transport's tempo, for the session when we are alone in it.
  void set_own_bpm(double bpm) { own_bpm_ = bpm; }

  void poll(std::int64_t now_ns) override;
  State state() const override { return follower_.state(); }
  std::optional<Moment> at(std::int64_t ns) const override { return follower_.at(ns); }
  std::optional<Cue> take_cue() override { return follower_.take_cue(); }
  double grain_beats() const override { return follower_.grain_beats(); }

 private:
  struct Link;  // Link's headers stay in one file

  double quantum_;
  double own_bpm_ = 120.0;
  std::int64_t polled_ns_ = 0;
  LinkFollower follower_;
  std::unique_ptr<Link> link_;
};

}  // namespace chronus::sync

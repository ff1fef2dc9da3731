// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace chronus::failover {

/// How a worker ended, as far as it matters for the next one.
struct Death {
  bool was_ready = false;
  bool by_itself = false;  ///< crashed, failed or hung; not killed from outside or asked to end
};

/// When a slot may start its next worker, and when it should not any more. A worker that was ready
/// once is replaced at once; one that dies before it is ready, again and again, is started at
/// growing distances (100 ms doubling to 5 s), so that a broken installation does not burn the core
/// that plays. Pure: time comes in.
class StartThrottle {
 public:
  static constexpr std::int64_t kFirstDelay_ns = 100'000'000;
  static constexpr std::int64_t kLongestDelay_ns = 5'000'000'000;
  /// This many deaths in a row before readiness, or this many crashes within the window, and the
  /// slot is better left down.
  static constexpr int kHopelessStarts = 8;
  /// Deaths in a row before readiness that are not waited after where nobody plays: a rung each.
  static constexpr int kHurriedStarts = 5;
  static constexpr int kHopelessCrashes = 16;
  static constexpr std::int64_t kCrashWindow_ns = 60'000'000'000;
  /// From the first time it is left down to the next try; doubled each time.
  static constexpr std::int64_t kFirstRetry_ns = 10'000'000'000;
  static constexpr std::int64_t kLongestRetry_ns = 600'000'000'000;

  void on_ready() { deaths_before_ready_ = refused_starts_ = 0; }
  void on_death(std::int64_t now_ns, Death death);
  /// No process could be made: the machine is short of something. Tried again at the same
  /// distances, for ever: it says nothing of the worker.
  void on_refused_start(std::int64_t now_ns);
  /// Where nobody plays the first deaths delay nothing: there is no core to be spared, and each
  /// start may be the one that brings the music back.
  bool may_start(std::int64_t now_ns, bool nobody_plays = false) const {
    const bool is_hurried = nobody_plays && refused_starts_ == 0;
    return now_ns >= not_before_ns_ || (is_hurried && deaths_before_ready_ < kHurriedStarts);
  }
  std::int64_t not_before_ns() const { return not_before_ns_; }
  /// Deaths in a row before readiness: an alarm for whoever watches.
  int deaths_before_ready() const { return deaths_before_ready_; }
  bool is_hopeless(std::int64_t now_ns) const;
  /// The slot was left down. What was wrong may pass, as a load does: after may_retry() one more
  /// start is allowed, which is hopeless at its first death before readiness; each time later.
  void on_left_down(std::int64_t now_ns);
  bool may_retry(std::int64_t now_ns) const { return now_ns >= retry_ns_; }
  void retry();
  /// Somebody wants to try again.
  void forgive() { *this = {}; }

 private:
  void delay(std::int64_t now_ns, int tries);

  int deaths_before_ready_ = 0;
  int refused_starts_ = 0;  // in a row
  std::int64_t not_before_ns_ = 0;
  std::array<std::int64_t, kHopelessCrashes> crashes_ns_{};  // a ring, oldest at crashes_ % size
  std::uint64_t crashes_ = 0;
  int left_down_ = 0;  // times, since anybody forgave
  std::int64_t retry_ns_ = 0;
};

}  // namespace chronus::failover

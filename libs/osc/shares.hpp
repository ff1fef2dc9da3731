// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "osc/lanes.hpp"

namespace chronus::osc {

/// Whether a lane that holds `held` of `most`, of which all lanes together hold `all`, may have
/// `more`: up to four times what is left then. One lane alone gets four fifths; while it holds
/// them, another gets four fifths of the rest.
constexpr bool is_within_part(std::size_t held, std::size_t all, std::size_t most,
                              std::size_t more) {
  return all < most && more <= most - all && held + more <= 4 * (most - all);
}

/// The same of three quarters; the last one is cut into as many pieces as there are lanes, so that
/// each finds its own, however greedy all others are.
constexpr bool is_within_share(std::size_t held, std::size_t all, std::size_t most,
                               std::size_t more) {
  const std::size_t piece = most / (4 * kLanes);
  return held + more <= piece || is_within_part(held, all, most - kLanes * piece, more);
}

/// Memory that waits in the engine for its turn, by lane. One thread takes; any thread gives back.
class Shares {
 public:
  /// `first_bytes`: a lane that holds nothing may take as much, whatever the others hold; with all
  /// kLanes of them more than `most_bytes`.
  explicit Shares(std::size_t most_bytes, std::size_t first_bytes = 0)
      : most_(most_bytes), first_(first_bytes) {}
  Shares(const Shares&) = delete;
  Shares& operator=(const Shares&) = delete;

  /// What was taken; given back when it ends. May outlive the message it was taken for, not the
  /// Shares.
  class Hold {
   public:
    Hold() = default;
    /// A copy holds nothing: what was taken is given back once.
    Hold(const Hold&) noexcept {}
    Hold& operator=(const Hold& other) noexcept {
      if (this != &other) *this = Hold();
      return *this;
    }
    Hold(Hold&& other) noexcept
        : of_(std::exchange(other.of_, nullptr)), lane_(other.lane_), bytes_(other.bytes_) {}
    Hold& operator=(Hold&& other) noexcept {
      if (this == &other) return *this;
      std::swap(of_, other.of_);
      std::swap(lane_, other.lane_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Hold() {
      if (of_ != nullptr) of_->give_back(lane_, bytes_);
    }
    explicit operator bool() const { return of_ != nullptr; }

   private:
    friend class Shares;
    Hold(Shares* of, LaneIndex lane, std::size_t bytes) : of_(of), lane_(lane), bytes_(bytes) {}
    Shares* of_ = nullptr;
    LaneIndex lane_ = 0;
    std::size_t bytes_ = 0;
  };

  /// The one thread that takes. Empty where it is more than the lane's share.
  Hold take(LaneIndex lane, std::size_t bytes) {
    if (!has_room(lane, bytes)) return {};
    held_[lane].fetch_add(bytes, std::memory_order_relaxed);
    all_.fetch_add(bytes, std::memory_order_relaxed);
    return {this, lane, bytes};
  }
  /// The thread that takes: whether take() would give so much.
  bool has_room(LaneIndex lane, std::size_t bytes) const {
    return is_within_share(held(lane), held(), most_, bytes) ||
           (held(lane) == 0 && bytes <= first_);
  }
  /// Any thread, as a figure.
  std::size_t held() const { return all_.load(std::memory_order_relaxed); }
  std::size_t held(LaneIndex lane) const { return held_[lane].load(std::memory_order_relaxed); }

 private:
  void give_back(LaneIndex lane, std::size_t bytes) {
    held_[lane].fetch_sub(bytes, std::memory_order_relaxed);
    all_.fetch_sub(bytes, std::memory_order_relaxed);
  }

  std::size_t most_;
  std::size_t first_;
  // Added to by the thread that takes, taken from by any; figures to bound memory by, which order
  // nothing, so relaxed. All is taken from after the lane: seen in between it only looks fuller.
  std::atomic<std::size_t> all_{0};
  std::array<std::atomic<std::size_t>, kLanes> held_{};
};

}  // namespace chronus::osc

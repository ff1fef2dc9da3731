// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "osc/endpoint.hpp"
#include "osc/solitude.hpp"

namespace chronus::osc {

/// A sender of whose datagrams only a part is to reach the socket.
struct Thinned {
  Endpoint sender;
  double part = 1.0;  ///< in (0, 1)
  friend bool operator==(const Thinned&, const Thinned&) = default;
};

/// Which senders of a socket flood it, and what part of their datagrams may come in beside those of
/// others. What the kernel's buffer has no room for is lost whoever sent it, so a flood must be
/// thinned before it. Counts the senders of most datagrams in a fixed number of places (J. Misra,
/// D. Gries, "Finding repeated elements", 1982); so one that is more than a 33rd of all is never
/// missed. Belongs to one thread; time comes from the caller.
class FloodGauge {
 public:
  static constexpr std::size_t kPlaces = 32;
  /// Flooding senders that are thinned at once: with the filter's length in mind.
  static constexpr std::size_t kMostThinned = 8;
  static constexpr std::int64_t kWindow_ns = 20'000'000;
  /// Of one sender in a window, beside others: 40,000 datagrams a second …
  static constexpr double kMostDatagrams = 800.0;
  /// … and no more than a stall of a window would fill this part of the buffer with, unless the
  /// buffer is so small that a client which plays fast would do so.
  static constexpr double kMostOfBuffer = 0.1;
  static constexpr double kLeastBytes = 200.0 * 1'024.0;
  /// What one may send at once beyond that, in windows' worth: half the buffer.
  static constexpr double kBurstWindows = 5.0;

  /// Of the buffer that the socket was granted.
  explicit FloodGauge(std::size_t buffer_bytes)
      : most_bytes_(std::max(kLeastBytes, kMostOfBuffer * static_cast<double>(buffer_bytes))) {}

  /// A datagram that has come through the filter.
  void heard(const Endpoint& sender, std::size_t bytes, std::int64_t now_ns);
  /// After what was there has been heard, and at least once a window while anything is thinned:
  /// whether thinned() has changed; `newly` is then who was not thinned before. A window ends early
  /// where somebody has sent beyond its burst in it: that much fills a buffer in some milliseconds.
  bool turn(std::int64_t now_ns, std::vector<Endpoint>* newly = nullptr);
  const std::vector<Thinned>& thinned() const { return thinned_; }

 private:
  struct Place {
    Endpoint sender;
    double datagrams = 0.0;  // of this window; 0: free
    double windows = 0.0;    // the same in what a window may hold
    double debt = 0.0;       // in windows, of those before
    bool had_company = false;
  };

  /// Null where all are taken by others.
  Place* place_of(const Endpoint& sender);
  double part_of(const Endpoint& sender) const;

  double most_bytes_;
  std::array<Place, kPlaces> places_{};
  std::size_t last_ = 0;  // the place found last
  std::int64_t began_ns_ = 0;
  bool is_urgent_ = false;
  Solitude<Endpoint> solitude_;
  std::vector<Thinned> thinned_;
};

}  // namespace chronus::osc

// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <optional>

#include "base/place.hpp"

namespace chronus::conductor {

/// What the parameters were before the recent commands set them, so that one of those can be taken
/// back. When it is full the oldest give way. Pure; used by one thread.
class ValueTrail {
 public:
  /// One parameter of one module; a place that gets a new module gets a new identity.
  struct Parameter {
    std::uint32_t identity = 0;
    Place place{};
    int index = 0;
    friend bool operator==(const Parameter&, const Parameter&) = default;
  };

  void add(std::uint64_t seq, const Parameter& parameter, float before) {
    changes_.push_back({seq, parameter, before});
  }

  struct Undone {
    Parameter parameter;
    float value = 0.0F;
  };
  /// Takes the change by that command out of the trail. What the parameter goes back to; nothing
  /// where it was set again since, or the trail does not reach that far.
  std::optional<Undone> undo(std::uint64_t seq) {
    const auto change =
        std::lower_bound(changes_.begin(), changes_.end(), seq,
                         [](const Change& one, std::uint64_t wanted) { return one.seq < wanted; });
    if (change == changes_.end() || change->seq != seq) return {};
    const Change undone = *change;
    const auto next = std::find_if(std::next(change), changes_.end(), [&](const Change& later) {
      return later.parameter == undone.parameter;
    });
    if (next == changes_.end()) {
      changes_.erase(change);
      return Undone{undone.parameter, undone.before};
    }
    next->before = undone.before;
    changes_.erase(change);
    return {};
  }

 private:
  struct Change {
    std::uint64_t seq;
    Parameter parameter;
    float before;
  };
  static constexpr std::size_t kKept = 16'384;
  boost::circular_buffer<Change> changes_{kKept};
};

}  // namespace chronus::conductor

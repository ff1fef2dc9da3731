// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "conductor/route.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// What a message costs before it is performed, in plain messages of about a microsecond.
struct Cost {
  std::size_t reading = 0;  ///< its arguments and texts: what refusing it costs too
  std::size_t pattern = 0;  ///< what a pattern in it means beyond that; 0 where there is none
  std::size_t things = 0;   ///< going through all sequencers, or the draft
  std::size_t all() const { return reading + pattern + things; }
};

/// The price list, one for all who charge: the schedule, a lane's turn, a bundle's bound. What
/// `/seq/* …` costs depends on what there is now. Refers to router and scene; one thread.
class Prices {
 public:
  Prices(const Router& router, const Scene& scene) : router_(router), scene_(scene) {}

  /// Throws std::bad_alloc.
  Cost of(const osc::Message& message) const;
  /// Of all its messages together.
  std::size_t of(const osc::Bundle& bundle) const;

 private:
  std::size_t of_pattern(const osc::Message& message) const;
  std::size_t of_matching(const osc::Message& message, std::string_view pattern,
                          std::size_t* rows) const;
  std::size_t of_things(const osc::Message& message) const;

  const Router& router_;
  const Scene& scene_;
};

}  // namespace chronus::conductor

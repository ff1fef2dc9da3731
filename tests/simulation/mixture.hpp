// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "check.hpp"
#include "music.hpp"
#include "random.hpp"
#include "run.hpp"

namespace chronus::simulation {

/// Which faults a run has, and what it can be held to then. Each run has its own: a fault that is
/// always there hides what happens without it.
class Mixture {
 public:
  /// `is_hot`: two workers play.
  Mixture(Random& random, bool is_hot);

  bool has(Fault fault) const { return (mask_ >> static_cast<unsigned>(fault) & 1U) != 0; }
  /// The faults have stopped.
  void end() { mask_ = 0; }
  Poison draw_poison(Random& random) const;
  /// Schedule points from one change of hands to the next, on the average.
  int draw_grain(Random& random) const;
  Check::Promises promises(int lead, const Music& music) const;

 private:
  void drop(Fault fault) { mask_ &= ~(1U << static_cast<unsigned>(fault)); }

  bool is_hot_;
  std::uint32_t mask_;
};

}  // namespace chronus::simulation

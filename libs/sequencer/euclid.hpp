// SPDX-License-Identifier: MIT
#pragma once

#include "sequencer/pattern.hpp"

namespace chronus::sequencer {

/// `pulses` hits spread over `steps` as evenly as Bjorklund's algorithm does, starting with one,
/// then turned right by `rotation` (negative: left). 0 ≤ pulses ≤ steps.
Pattern euclid(int pulses, int steps, int rotation);

}  // namespace chronus::sequencer

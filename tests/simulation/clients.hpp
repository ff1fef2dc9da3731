// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "osc/message.hpp"
#include "random.hpp"

namespace chronus::simulation {

/// Many messages at once, good and bad, drawn by chance; none changes a sample.
std::vector<osc::Message> draw_burst(Random& random);
/// Forty of them are more commands than a ring holds: values that a parameter has already.
std::vector<osc::Message> flood_bundle();

}  // namespace chronus::simulation

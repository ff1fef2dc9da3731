// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "osc/endpoint.hpp"
#include "osc/lanes.hpp"

namespace chronus::conductor {

/// Who sent a message. A score's lines come from nobody: their failures are told by line.
struct Sender {
  osc::Endpoint endpoint;
  bool is_score = false;
  int score_line = 0;
  bool is_clock = false;  ///< a clock outside that the transport follows: it hears no answer
  /// What it asked for is said in lines that a journal may have as well.
  bool is_of_journals = false;
  osc::LaneIndex lane = 0;  ///< whose share what it sends takes up
};

/// Renders a JSON text, on another thread than the conductor's. Owns what it reads.
using JsonText = std::function<std::string()>;

}  // namespace chronus::conductor

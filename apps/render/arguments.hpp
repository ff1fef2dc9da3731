// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "samples/library.hpp"

namespace chronus::render {

/// What the environment says, as it does to chronusd. What a journal says of itself wins over it.
struct Environment {
  std::optional<int> rate;
  std::optional<int> block_frames;
  bool classic = false;
};

/// What the command line asks for, and wins with.
struct Arguments {
  std::string score;
  std::string output;
  samples::Library::Settings samples;
  std::string plot;   ///< a picture; empty: none
  std::string stems;  ///< a folder; empty: none
  std::optional<int> rate;
  std::optional<int> block_frames;
  std::optional<int> channels;
  double seconds = -1.0;        ///< negative: as long as the score
  std::optional<bool> ceiling;  ///< as the command line says
  bool has_ceiling = true;      ///< as the command line or the environment does
  bool classic = false;         ///< as a score's first line `0 /classic 1`
  bool drills = false;
  Environment environment;
};

}  // namespace chronus::render

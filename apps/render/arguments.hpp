// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "samples/library.hpp"

namespace chronus::render {

/// What the command line asks for.
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
  bool drills = false;
};

}  // namespace chronus::render

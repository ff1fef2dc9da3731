// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace chronus::accuracy {

/// A measured value, and what it may be at the most. It is rounded to the digits that the page
/// shows, upwards, before it is held against that.
struct Figure {
  double value = 0.0;
  double limit = std::numeric_limits<double>::infinity();
  int decimals = 0;
  bool is_there = true;  ///< false: there is nothing to measure

  /// As the page has it.
  std::string text() const;
  bool is_met() const;
};

/// A row of a table; measuring it may take seconds.
struct Line {
  std::string label;
  std::function<std::vector<Figure>()> measure;
};

struct Table {
  std::string name;  ///< what the page marks its place with
  std::vector<std::string> heads;
  std::vector<Line> lines;
};

/// As a line of markdown, without its end.
std::string markdown(const std::string& label, const std::vector<Figure>& figures);

/// How far from its note a source is, over the keyboard and after an hour.
Table pitch_table();
/// How many samples from its time an envelope is.
Table envelope_table();
/// How far from its formula a filter is.
Table filter_table();
/// What a waveform has beside its harmonics.
Table aliasing_table();
/// What a sample has beside itself when it is played faster or slower.
Table sampling_table();

std::vector<Table> all_tables();

}  // namespace chronus::accuracy

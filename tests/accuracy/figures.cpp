// SPDX-License-Identifier: MIT
#include "tests/accuracy/figures.hpp"

#include <cmath>
#include <cstdio>

namespace chronus::accuracy {
namespace {

/// Upwards: to the worse side. A thousandth of the last digit is no more than it.
double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::ceil(value * scale - 1e-3) / scale;
}

}  // namespace

std::string Figure::text() const {
  if (!is_there) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, rounded(value, decimals) + 0.0);
  return text;
}

bool Figure::is_met() const { return !is_there || rounded(value, decimals) <= limit; }

std::string markdown(const std::string& label, const std::vector<Figure>& figures) {
  std::string line = "| " + label;
  for (const Figure& figure : figures) line += " | " + figure.text();
  return line + " |";
}

std::vector<Table> all_tables() {
  return {pitch_table(), envelope_table(), filter_table(), aliasing_table(), sampling_table()};
}

}  // namespace chronus::accuracy

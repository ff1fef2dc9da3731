// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

namespace chronus::bench {

/// Every measured value, since a mean hides what a listener hears: the rare late one.
class Samples {
 public:
  explicit Samples(std::size_t expected) { values_.reserve(expected); }
  void add(double value) { values_.push_back(value); }
  bool empty() const { return values_.empty(); }

  /// The value that `fraction` of all do not exceed (nearest rank); 0 without any.
  double quantile(double fraction) {
    if (values_.empty()) return 0.0;
    const auto rank = std::ceil(fraction * static_cast<double>(values_.size()));
    const auto place = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
    std::nth_element(values_.begin(), values_.begin() + place, values_.end());
    return values_[static_cast<std::size_t>(place)];
  }

 private:
  std::vector<double> values_;
};

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace chronus::bench

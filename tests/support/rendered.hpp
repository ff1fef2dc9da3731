// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "offline/offline_renderer.hpp"
#include "tests/support/built_in_modules.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::test {

/// The left channel of a score at 48 kHz; a line that fails is a failure of the test.
inline std::vector<float> left_of(const std::string& score, Frame frames) {
  offline::OfflineRenderer renderer({48'000, 128, 2}, built_in_modules(), standard_vocabulary(),
                                    *parse_score(score, 48'000),
                                    [](const std::string& problem) { ADD_FAILURE() << problem; });
  std::vector<float> samples(static_cast<std::size_t>(frames) * 2);
  renderer.render(samples.data(), frames);
  std::vector<float> left(static_cast<std::size_t>(frames));
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = samples[2 * i];
  return left;
}

}  // namespace chronus::test

// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "score/score.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::test {

/// One for all tests of a program: nothing is changed in it.
inline const vocabulary::Vocabulary& standard_vocabulary() {
  static const vocabulary::Vocabulary vocabulary = vocabulary::standard();
  return vocabulary;
}

inline Result<score::Score> parse_score(std::string_view text, std::optional<int> rate) {
  return score::parse(text, rate, standard_vocabulary());
}
inline Result<score::Score> load_score(const std::string& path, std::optional<int> rate) {
  return score::load(path, rate, standard_vocabulary());
}

}  // namespace chronus::test

// SPDX-License-Identifier: MIT
#include "supervisor/start_score.hpp"

#include <spdlog/spdlog.h>

#include "score/journal_format.hpp"
#include "supervisor/demo.hpp"

namespace chronus::supervisor {

Result<score::Score> read_score(const Options& options, const vocabulary::Vocabulary& vocabulary) {
  if (options.demo) return score::parse(kDemoScore, options.format.rate, vocabulary);
  if (options.score.empty()) return score::Score{};
  return score::load(options.score, options.format.rate, vocabulary);
}

void warn_of(const score::Score& score, const Options& options) {
  if (!score.cut_off.empty()) spdlog::warn("{}", score.cut_off);
  for (const auto& gap : score.gaps) spdlog::warn("{}", gap);
  for (const auto& doubt : score.doubts) spdlog::warn("{}", doubt);
  if (score.ceiling.value_or(options.ceiling) != options.ceiling) {
    spdlog::warn("{}: played {} the ceiling; to hear the same, give --ceiling {}", options.score,
                 *score.ceiling ? "under" : "without", *score.ceiling ? "on" : "off");
  }
  if (!score.format || *score.format == options.format) return;
  spdlog::warn("{}: played at another format than this; to hear the same, give {}", options.score,
               score::to_flags(*score.format));
}

}  // namespace chronus::supervisor

// SPDX-License-Identifier: MIT
#include "supervisor/start_score.hpp"

#include <spdlog/spdlog.h>

#include "score/journal_format.hpp"
#include "supervisor/demo.hpp"

namespace chronus::supervisor {

std::string demo_hint(const std::string& bin, const osc::Endpoint& listens) {
  constexpr osc::Endpoint kDefault{INADDR_LOOPBACK, 5005};
  std::string ctl = "  " + bin + "/chronusctl ";
  if (listens != kDefault) {
    auto reached = listens;
    if (reached.is_any()) reached.address = kDefault.address;
    ctl += "--osc " + osc::to_text(reached) + " ";
  }
  return "play with it from another terminal:\n" + ctl +
         "send /seq/pattern kick 'X..x..x.X..x..x.'\n" + ctl + "send /mod/bass_filter/freq 1200\n" +
         ctl + "send /transport/bpm 140\n" + ctl +
         "status\n  kill -9 <the pid of the primary>     # and listen: nothing stops";
}

Result<score::Score> read_score(const Options& options, const vocabulary::Vocabulary& vocabulary) {
  if (options.demo) return score::parse(kDemoScore, options.format.rate, vocabulary);
  if (options.score.empty()) return score::Score{};
  return score::load(options.score, options.format.rate, vocabulary);
}

void warn_of(const score::Score& score, const Options& options) {
  if (!score.cut_off.empty()) spdlog::warn("{}", score.cut_off);
  for (const auto& gap : score.gaps) spdlog::warn("{}", gap);
  if (!score.format || *score.format == options.format) return;
  spdlog::warn("{}: played at another format than this; to hear the same, give {}", options.score,
               score::to_flags(*score.format));
}

}  // namespace chronus::supervisor

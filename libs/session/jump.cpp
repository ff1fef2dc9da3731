// SPDX-License-Identifier: MIT
#include "session/jump.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "conductor/scene_lines.hpp"
#include "sequencer/tempo_grid.hpp"

namespace chronus::session {
namespace {

using sequencer::Sequencer;

Sequencer::Place moved_on(const Sequencer& sequencer, int rate, Frame to) {
  auto place = sequencer.place();
  const sequencer::TempoGrid grid(rate, sequencer.bpm(), place.next);
  const int division = sequencer.division();
  const auto chain = static_cast<std::int64_t>(sequencer.content().chain.size());
  const std::int64_t cycles_a_round = std::max<std::int64_t>(chain, 1);
  const std::int64_t steps_a_round = sequencer.steps() * cycles_a_round;
  // One is gone through: conditions that look back are as they would be.
  const std::int64_t rounds = grid.next_step(to, division) / steps_a_round - 1;
  if (rounds <= 0) return place;
  place.next = grid.at_step(0, rounds * steps_a_round, division);
  place.cycle += rounds * cycles_a_round;
  return place;
}

}  // namespace

std::vector<osc::Message> scene_lines_near(const conductor::Scene& scene, Frame now, Frame to) {
  auto lines = conductor::scene_lines(scene, now);
  const int rate = scene.bank.transport().rate();
  for (auto& line : lines) {
    if (line.address != "/journal/place") continue;
    const auto* sequencer = scene.bank.find(*osc::as_string(line.args[0]));
    line =
        conductor::place_line(sequencer->id(), moved_on(*sequencer, rate, to), {now, rate, rate});
  }
  return lines;
}

}  // namespace chronus::session

// SPDX-License-Identifier: MIT
// The values of a lane: reads back as it is written.
#include <cmath>

#include "sequencer/lane.hpp"
#include "sequencer/note_name.hpp"
#include "tests/fuzz/input.hpp"

using namespace chronus;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  (void)sequencer::parse_note_name(text);
  for (const std::string_view name : {sequencer::kNoteLane, std::string_view("cutoff")}) {
    const auto lane = sequencer::parse_lane(name, text);
    if (!lane) {
      fuzz::must(!lane.reason().empty());
      continue;
    }
    const auto again = sequencer::parse_lane(name, lane->text());
    fuzz::must(static_cast<bool>(again) && again->text() == lane->text());
    for (int step = 0; step < static_cast<int>(lane->values.size()); ++step) {
      const int notes = lane->is_note() ? lane->notes_at(step) : 0;
      fuzz::must(notes <= static_cast<int>(sequencer::kMaxChord));
      for (int nth = 0; nth < notes; ++nth) fuzz::must(std::isfinite(lane->note_hz_at(step, nth)));
    }
  }
  return 0;
}

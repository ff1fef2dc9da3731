// SPDX-License-Identifier: MIT
// What a person types for steps, and patterns of addresses.
#include "osc/pattern.hpp"
#include "sequencer/pattern.hpp"
#include "sequencer/trig.hpp"
#include "tests/fuzz/input.hpp"

using namespace chronus;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (auto steps = sequencer::parse_pattern(text)) {
    fuzz::must(steps->size() <= sequencer::kMaxSteps);
    const auto again = sequencer::parse_pattern(sequencer::pattern_text(*steps));
    fuzz::must(static_cast<bool>(again) && *again == *steps);
    sequencer::rotate_right(*steps, -7);
    sequencer::fit(*steps, 16);
    fuzz::must(steps->size() == 16);
  }
  using enum sequencer::TrigField;
  for (const auto field : {kChance, kRatchet, kNudge, kCondition}) {
    const auto trigs = sequencer::parse_trigs(field, text);
    if (!trigs) continue;
    const auto written = sequencer::trigs_text(field, *trigs);
    if (written.empty()) continue;
    const auto again = sequencer::parse_trigs(field, written);
    fuzz::must(static_cast<bool>(again) && sequencer::trigs_text(field, *again) == written);
    (void)sequencer::trigs_words(field, *trigs);
  }
  // Whether a pattern of an address fits whole is what its parts say.
  const auto slash = text.find('\n');
  const auto pattern = text.substr(0, slash);
  const auto address = slash == text.npos ? std::string_view("/seq/kick") : text.substr(slash + 1);
  const bool is_sound = static_cast<bool>(osc::check_pattern(pattern));
  const bool fits = osc::matches(pattern, address);
  fuzz::must(is_sound || !fits);
  return 0;
}

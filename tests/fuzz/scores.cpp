// SPDX-License-Identifier: MIT
// A score's text: what can be read of it reads the same when it is written as a journal has it.
#include "score/score.hpp"
#include "tests/fuzz/input.hpp"
#include "vocabulary/vocabulary.hpp"

using namespace chronus;

namespace {

const vocabulary::Vocabulary& words() {
  static const auto all = vocabulary::standard();
  return all;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = score::parse(fuzz::text_of(data, size), std::nullopt, words());
  if (!read) {
    fuzz::must(!read.reason().empty());
    return 0;
  }
  (void)score::length_of(*read, 48'000);
  for (const auto& event : read->events) {
    const auto line = score::to_line(event.frame, event.message);
    const auto again = score::parse(line + "\n", 48'000, words());
    fuzz::must(static_cast<bool>(again) && again->events.size() == 1);
    fuzz::must(again->events[0].frame == event.frame);
    fuzz::must(score::to_line(event.frame, again->events[0].message) == line);
  }
  return 0;
}

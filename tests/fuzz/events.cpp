// SPDX-License-Identifier: MIT
// What a live coder's client sends for a note, as a packet, or as text behind `/dirt/play`: an
// event that is read is the same when it is read again from a journal, and what it plays has
// bounds.
#include <cmath>

#include "dirt/event.hpp"
#include "dirt/orbit.hpp"
#include "dirt/playing.hpp"
#include "osc/packet.hpp"
#include "score/score.hpp"
#include "tests/fuzz/input.hpp"
#include "vocabulary/vocabulary.hpp"

using namespace chronus;

namespace {

constexpr int kRate = 48'000;
constexpr std::uint32_t kLongest = 3'600U * kRate;
/// Far beyond any parameter's range.
constexpr double kMost = 1e6;

const vocabulary::Vocabulary& words() {
  static const auto all = vocabulary::standard();
  return all;
}

bool is_same(const dirt::PlayEvent& a, const dirt::PlayEvent& b) {
  for (const auto& key : dirt::number_keys()) {
    if (a.*(key.member) != b.*(key.member)) return false;
  }
  return a.sound == b.sound && a.vowel == b.vowel && a.unit == b.unit;
}

void look_at(const dirt::Played& played) {
  fuzz::must(std::isfinite(played.hz) && played.hz >= 0.0);
  fuzz::must(played.length >= 1 && played.length <= kLongest);
  for (const auto* values : {&played.values, &played.orbit}) {
    for (const auto& value : *values) {
      fuzz::must(!value.param.empty() && std::abs(value.value) <= kMost);
    }
  }
}

void look_at(const dirt::ReadEvent& read) {
  const auto& event = read.event;
  fuzz::must(!event.sound.empty());
  for (const auto& key : dirt::number_keys()) {
    fuzz::must(std::isfinite((event.*(key.member)).value_or(0.0)));
  }
  // A journal holds what was understood: without busses it says the same.
  const auto line = score::to_line(0, {"/dirt/play", read.understood});
  const auto journal = score::parse(line + "\n", kRate, words());
  fuzz::must(static_cast<bool>(journal) && journal->events.size() == 1);
  const auto again = dirt::read_event(journal->events[0].message.args, dirt::Busses());
  fuzz::must(static_cast<bool>(again) && is_same(again->event, event));

  fuzz::must(dirt::orbit_of(event) >= 0 && dirt::orbit_of(event) < dirt::kOrbits);
  fuzz::must(dirt::file_of(event, 0) == 0 && dirt::file_of(event, 7) < 7);
  look_at(dirt::play_synth(event, kRate));
  look_at(dirt::play_sample(event, {1, kRate}));
  look_at(dirt::play_sample(event, {std::uint64_t{600} * kRate, kRate}));
}

void perform(const osc::Message& message, dirt::Busses* busses) {
  const auto& args = message.args;
  if (message.address == "/c_set") {
    if (args.size() < 2) return;
    const auto value = osc::as_number(args[1]);
    if (value && std::isfinite(*value)) busses->set(osc::as_integer(args[0]).value_or(-1), *value);
    return;
  }
  for (const auto& arg : args) {
    const auto* text = osc::as_string(arg);
    if (text == nullptr) continue;
    const auto place = dirt::parse_place(*text);
    fuzz::must(place ? *dirt::parse_place(dirt::to_text(*place)) == *place
                     : !place.reason().empty());
  }
  const auto read = dirt::read_event(args, *busses);
  read ? look_at(*read) : fuzz::must(!read.reason().empty());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dirt::Busses busses;
  if (size > osc::kMaxPacketBytes) return 0;
  if (const auto packet = osc::decode(std::as_bytes(std::span(data, size)))) {
    for (const auto& bundle : packet->bundles) {
      for (const auto& message : bundle.messages) perform(message, &busses);
    }
    return 0;
  }
  const std::string lines = "0 /dirt/play " + std::string(fuzz::text_of(data, size));
  if (const auto text = score::parse(lines, kRate, words())) {
    for (const auto& event : text->events) perform(event.message, &busses);
  }
  return 0;
}

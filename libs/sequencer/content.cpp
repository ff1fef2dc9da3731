// SPDX-License-Identifier: MIT
#include "sequencer/content.hpp"

#include <algorithm>
#include <utility>

namespace chronus::sequencer {

int highest_ratchet(const std::vector<Trig>& trigs, int steps) {
  std::uint32_t highest = 1;
  const std::size_t count = std::min(trigs.size(), static_cast<std::size_t>(steps));
  for (std::size_t i = 0; i < count; ++i) {
    highest = std::max<std::uint32_t>(highest, trigs[i].ratchet);
  }
  return static_cast<int>(highest);
}

const Lane* Content::find(std::string_view name) const {
  const auto at = std::find_if(lanes.begin(), lanes.end(),
                               [name](const Lane& lane) { return lane.name == name; });
  return at == lanes.end() ? nullptr : &*at;
}

void Content::resize(int steps) {
  const auto size = static_cast<std::size_t>(steps);
  fit(pattern, steps);
  if (!trigs.empty()) trigs.resize(size);
  most_hits = highest_ratchet(trigs, static_cast<int>(pattern.size()));
  for (Lane& lane : lanes) lane.resize(size, kHold);
}

void Content::set(Lane lane) {
  lane.resize(pattern.size(), 0.0);
  const auto at = std::find_if(lanes.begin(), lanes.end(),
                               [&lane](const Lane& other) { return other.name == lane.name; });
  if (at != lanes.end()) {
    *at = std::move(lane);
  } else {
    lanes.push_back(std::move(lane));
  }
}

void Content::remove(std::string_view lane) {
  std::erase_if(lanes, [lane](const Lane& one) { return one.name == lane; });
}

void Content::set(TrigField field, const std::vector<Trig>& values) {
  trigs.resize(pattern.size());
  for (std::size_t i = 0; i < trigs.size(); ++i) {
    const Trig plain;
    const Trig& value = values.size() == 1 ? values.front() : i < values.size() ? values[i] : plain;
    copy_field(field, value, &trigs[i]);
  }
  most_hits = highest_ratchet(trigs, static_cast<int>(pattern.size()));
}

void Content::take_from_chain(std::size_t index) {
  const Pattern& from = chain[index];
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    pattern[i] = i < from.size() ? from[i] : kRestVelocity;
  }
}

std::size_t Content::memory_bytes() const {
  std::size_t bytes = pattern.capacity() + lanes.capacity() * sizeof(Lane) +
                      trigs.capacity() * sizeof(Trig) + chain.capacity() * sizeof(Pattern);
  for (const Pattern& link : chain) bytes += link.capacity();
  for (const Lane& lane : lanes) {
    bytes += heap_bytes(lane.name) + lane.values.capacity() * sizeof(double) +
             lane.chords.capacity() * sizeof(Chord);
  }
  return bytes;
}

std::size_t heap_bytes(const std::string& text) {
  const auto* const object = reinterpret_cast<const char*>(&text);
  const bool inside = text.data() >= object && text.data() < object + sizeof(text);
  return inside ? 0 : text.capacity() + 1;
}

}  // namespace chronus::sequencer

// SPDX-License-Identifier: MIT
#include "dirt/event.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace chronus::dirt {
namespace {

constexpr NumberKey kNumberKeys[] = {
    {"accelerate", &PlayEvent::accelerate},
    {"amp", &PlayEvent::amp},
    {"attack", &PlayEvent::attack},
    {"bandf", &PlayEvent::bandf},
    {"bandq", &PlayEvent::bandq},
    {"begin", &PlayEvent::begin},
    {"channel", &PlayEvent::channel},
    {"coarse", &PlayEvent::coarse},
    {"cps", &PlayEvent::cps},
    {"crush", &PlayEvent::crush},
    {"cut", &PlayEvent::cut},
    {"cutoff", &PlayEvent::cutoff},
    {"cycle", &PlayEvent::cycle},
    {"delay", &PlayEvent::delay},
    {"delayfeedback", &PlayEvent::delayfeedback},
    {"delaytime", &PlayEvent::delaytime},
    {"delta", &PlayEvent::delta},
    {"dry", &PlayEvent::dry},
    {"end", &PlayEvent::end},
    {"freq", &PlayEvent::freq},
    {"gain", &PlayEvent::gain},
    {"hcutoff", &PlayEvent::hcutoff},
    {"hold", &PlayEvent::hold},
    {"hresonance", &PlayEvent::hresonance},
    {"legato", &PlayEvent::legato},
    {"lock", &PlayEvent::lock},
    {"loop", &PlayEvent::loop},
    {"midinote", &PlayEvent::midinote},
    {"n", &PlayEvent::n},
    {"note", &PlayEvent::note},
    {"octave", &PlayEvent::octave},
    {"orbit", &PlayEvent::orbit},
    {"overgain", &PlayEvent::overgain},
    {"pan", &PlayEvent::pan},
    {"phaserdepth", &PlayEvent::phaserdepth},
    {"phaserrate", &PlayEvent::phaserrate},
    {"release", &PlayEvent::release},
    {"resonance", &PlayEvent::resonance},
    {"room", &PlayEvent::room},
    {"shape", &PlayEvent::shape},
    {"size", &PlayEvent::size},
    {"speed", &PlayEvent::speed},
    {"squiz", &PlayEvent::squiz},
    {"sustain", &PlayEvent::sustain},
    {"tremolodepth", &PlayEvent::tremolodepth},
    {"tremolorate", &PlayEvent::tremolorate},
};

constexpr std::size_t kMostNameBytes = 128;
/// Far beyond what anything takes, so that sums and products of some of them are numbers.
constexpr double kMostNumber = 1e12;

std::string in_quotes(std::string_view text) { return "'" + std::string(text.substr(0, 64)) + "'"; }

/// The bus that `c5` means.
std::optional<std::int64_t> bus_of(std::string_view text) {
  if (!text.starts_with('c')) return {};
  text.remove_prefix(1);
  std::int64_t index = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, index);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end || index < 0) return {};
  return index;
}

Result<double> number_of(std::string_view key, const osc::Arg& value, const Busses& busses) {
  if (const auto number = osc::as_number(value); number && std::isfinite(*number)) return *number;
  const auto* text = osc::as_string(value);
  if (text == nullptr) return Error{std::string(key) + " must be a finite number"};
  const auto bus = bus_of(*text);
  if (!bus) {
    return Error{std::string(key) + " must be a number, or a bus as in c5: " + in_quotes(*text)};
  }
  const auto held = busses.at(*bus);
  if (!held) {
    return Error{std::string(key) + ": there is no bus " + in_quotes(*text) + ", only c0 to c" +
                 std::to_string(Busses::kCount - 1)};
  }
  return *held;
}

/// A name, which may read as a number in a score.
Result<std::string> name_of(std::string_view key, const osc::Arg& value) {
  std::string name;
  if (const auto* text = osc::as_string(value)) {
    name = *text;
  } else if (const auto number = osc::as_integer(value)) {
    name = std::to_string(*number);
  } else {
    return Error{std::string(key) + " must be text"};
  }
  if (name.empty()) return Error{std::string(key) + " must not be empty"};
  if (name.size() > kMostNameBytes) return Error{std::string(key) + " is too long a name"};
  return name;
}

Result<Unit> unit_of(const osc::Arg& value) {
  const auto* text = osc::as_string(value);
  const char first = text == nullptr || text->empty() ? '\0' : text->front();
  if (first == 'r') return Unit::kRate;
  if (first == 'c') return Unit::kCycles;
  if (first == 's') return Unit::kSeconds;
  return Error{"unit must be r (rate), c (cycles) or s (seconds)"};
}

/// What is no vowel is none: the rest of the event is heard.
std::string vowel_of(const osc::Arg& value) {
  constexpr std::string_view kVowels = "aeiou";
  const auto* text = osc::as_string(value);
  const bool is_one = text != nullptr && text->size() == 1 && kVowels.find(*text) != kVowels.npos;
  return is_one ? *text : std::string();
}

/// `bd:3` is the fourth of the bank: `n` counts from there.
void split_name(PlayEvent* event) {
  const auto colon = event->sound.find(':');
  if (colon == std::string::npos || colon == 0) return;
  const std::string_view digits = std::string_view(event->sound).substr(colon + 1);
  double n = 0.0;
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, n);
  if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(n)) return;
  event->n = event->n.value_or(0.0) + std::clamp(n, -kMostNumber, kMostNumber);
  event->sound.resize(colon);
}

class Reader {
 public:
  explicit Reader(const Busses& busses) : busses_(busses) {}

  Status take(std::string_view key, const osc::Arg& value) {
    // What Sardine calls it.
    if (key == "s" || key == "sound") return take_sound(value);
    if (key == "unit") return take_unit(value);
    if (key == "vowel") return take_vowel(value);
    const auto keys = number_keys();
    const auto found = std::lower_bound(
        keys.begin(), keys.end(), key,
        [](const NumberKey& one, std::string_view wanted) { return one.name < wanted; });
    if (found == keys.end() || found->name != key) return {};
    const auto number = number_of(key, value, busses_);
    // Strudel says its notes twice: `note e3 midinote 52`. The number counts.
    if (!number && key == "note" && osc::as_string(value) != nullptr) {
      note_in_words_ = number.error();
      return {};
    }
    if (!number) return number.error();
    if (key == "note") note_in_words_.reset();
    read_.event.*(found->member) = std::clamp(*number, -kMostNumber, kMostNumber);
    const bool is_bus = osc::as_string(value) != nullptr;
    understand(key, is_bus ? osc::Arg{*number} : value);
    return {};
  }
  /// Behind the last pair.
  Status end() const {
    if (read_.event.sound.empty()) return Error{"s is missing: the bank or the synth that plays"};
    if (note_in_words_ && !read_.event.midinote) return *note_in_words_;
    return {};
  }
  ReadEvent& read() { return read_; }

 private:
  void understand(std::string_view key, osc::Arg value) {
    read_.understood.emplace_back(std::string(key));
    read_.understood.push_back(std::move(value));
  }
  Status take_sound(const osc::Arg& value) {
    auto name = name_of("s", value);
    if (!name) return name.error();
    read_.event.sound = std::move(*name);
    understand("s", read_.event.sound);
    return {};
  }
  Status take_unit(const osc::Arg& value) {
    const auto unit = unit_of(value);
    if (!unit) return unit.error();
    read_.event.unit = *unit;
    understand("unit", value);
    return {};
  }
  Status take_vowel(const osc::Arg& value) {
    // One that takes back another is understood too.
    const std::string before = std::exchange(read_.event.vowel, vowel_of(value));
    if (read_.event.vowel != before) understand("vowel", read_.event.vowel);
    return {};
  }

  const Busses& busses_;
  std::optional<Error> note_in_words_;
  ReadEvent read_;
};

}  // namespace

bool Busses::set(std::int64_t index, double value) {
  if (index < 0 || index >= kCount) return false;
  values_[static_cast<int>(index)] = value;
  return true;
}

std::optional<double> Busses::at(std::int64_t index) const {
  if (index < 0 || index >= kCount) return {};
  const auto found = values_.find(static_cast<int>(index));
  return found == values_.end() ? 0.0 : found->second;
}

std::span<const NumberKey> number_keys() { return kNumberKeys; }

Result<ReadEvent> read_event(std::span<const osc::Arg> args, const Busses& busses) {
  Reader reader(busses);
  for (std::size_t i = 0; i < args.size(); i += 2) {
    const auto* key = osc::as_string(args[i]);
    if (key == nullptr) {
      return Error{"argument " + std::to_string(i + 1) + " must be a key, as in s bd n 3"};
    }
    if (i + 1 == args.size()) return Error{in_quotes(*key) + " has no value"};
    if (const auto taken = reader.take(*key, args[i + 1]); !taken) return taken.error();
  }
  if (auto ended = reader.end(); !ended) return ended.error();
  auto& read = reader.read();
  split_name(&read.event);
  return std::move(read);
}

int orbit_of(const PlayEvent& event) {
  const double wrapped = std::fmod(std::trunc(event.orbit.value_or(0.0)), double{kOrbits});
  return static_cast<int>(wrapped < 0.0 ? wrapped + kOrbits : wrapped);
}

std::size_t file_of(const PlayEvent& event, std::size_t files) {
  if (files == 0) return 0;
  const auto count = static_cast<double>(files);
  const double wrapped = std::fmod(std::trunc(event.n.value_or(0.0)), count);
  return static_cast<std::size_t>(wrapped < 0.0 ? wrapped + count : wrapped);
}

double midinote_of(const PlayEvent& event, Kind kind) {
  constexpr double kOctave = 5.0;
  if (event.midinote) return *event.midinote;
  const double by_n = kind == Kind::kSynth ? event.n.value_or(0.0) : 0.0;
  return event.note.value_or(by_n) + 12.0 * event.octave.value_or(kOctave);
}

double level_of(const PlayEvent& event) {
  constexpr double kAmp = 0.4;
  constexpr double kMostGain = 2.0;
  const double gain = std::min(event.gain.value_or(1.0), kMostGain) + event.overgain.value_or(0.0);
  const double square = gain * gain;
  return std::max(0.0, event.amp.value_or(kAmp)) * (square * square);
}

double pan_of(const PlayEvent& event) {
  const double pan = event.pan.value_or(0.5) + event.channel.value_or(0.0) / 2.0;
  if (pan >= 0.0 && pan <= 1.0) return pan;
  return pan - std::floor(pan);
}

}  // namespace chronus::dirt

// SPDX-License-Identifier: MIT
#include "dirt/playing.hpp"

#include <algorithm>
#include <cmath>

#include "sequencer/note_name.hpp"

namespace chronus::dirt {
namespace {

constexpr double kMiddleC = 60.0;
constexpr double kMiddleC_hz = 261.6255653;
constexpr double kLongest_s = 3'600.0;
/// Of a note that is cut off within its sample, in which it fades.
constexpr double kFade_s = 0.001;
constexpr double kUsualCps = 0.5625;
/// Values far beyond what any parameter takes, so that no product overflows.
constexpr double kMost = 1e6;

double bounded(double value) { return std::clamp(value, -kMost, kMost); }

double hz_of(const PlayEvent& event, Kind kind) {
  constexpr double kLowest = -60.0;
  constexpr double kHighest = 180.0;
  if (event.freq) return std::clamp(*event.freq, 1e-3, kMost);
  return sequencer::note_hz(std::clamp(midinote_of(event, kind), kLowest, kHighest));
}

std::uint32_t frames_of(double seconds, int rate) {
  const double bounded_s = std::clamp(seconds, 0.0, kLongest_s);
  return static_cast<std::uint32_t>(std::max(1LL, std::llround(bounded_s * rate)));
}

void add(std::vector<Value>* values, Part part, std::string_view param,
         const std::optional<double>& value) {
  if (value) values->push_back({part, param, bounded(*value)});
}

double cps_of(const PlayEvent& event) { return event.cps.value_or(kUsualCps); }

/// The part of a sample that is read, and how fast.
struct Reading {
  double begin = 0.0;  // fractions
  double end = 1.0;
  double speed = 1.0;     // of the file, without the pitch
  double length_s = 0.0;  // once through
};

/// Times the file's own.
double pitch_of(const PlayEvent& event) {
  const bool is_own = !event.freq && midinote_of(event, Kind::kSample) == kMiddleC;
  return is_own ? 1.0 : hz_of(event, Kind::kSample) / kMiddleC_hz;
}

Reading reading_of(const PlayEvent& event, const SampleFacts& sample) {
  Reading reading;
  reading.begin = std::clamp(event.begin.value_or(0.0), 0.0, 1.0);
  reading.end = std::clamp(event.end.value_or(1.0), 0.0, 1.0);
  reading.speed = bounded(event.speed.value_or(1.0));
  const double whole_s = static_cast<double>(sample.frames) / sample.rate;
  if (event.unit == Unit::kCycles) reading.speed *= whole_s * cps_of(event);
  if (event.unit == Unit::kSeconds) reading.speed *= whole_s;
  if (reading.end < reading.begin) {
    std::swap(reading.begin, reading.end);
    reading.speed = -reading.speed;
  }
  const double first = std::abs(reading.speed);
  const double last = std::abs(reading.speed * (1.0 + bounded(event.accelerate.value_or(0.0))));
  const double mean = (first + last) / 2.0 * pitch_of(event);
  const double part_s = (reading.end - reading.begin) * whole_s;
  // What stands still sounds as long as it is asked to.
  reading.length_s = mean > part_s / kLongest_s ? part_s / mean : kLongest_s;
  return reading;
}

/// Seconds that were asked for; nothing where that is not said.
std::optional<double> wanted_s(const PlayEvent& event) {
  if (event.sustain) return *event.sustain;
  if (event.legato && event.delta) return *event.delta * *event.legato;
  return {};
}

/// In the order in which the strip has them.
void add_strip(const PlayEvent& event, std::vector<Value>* values) {
  const auto strip = [&](std::string_view param, const std::optional<double>& value) {
    add(values, Part::kStrip, param, value);
  };
  if (!event.vowel.empty()) values->push_back({Part::kStrip, "vowel", 0.0, event.vowel});
  strip("shape", event.shape);
  strip("hcutoff", event.hcutoff);
  strip("hresonance", event.hresonance);
  strip("bandf", event.bandf);
  strip("bandq", event.bandq);
  strip("crush", event.crush);
  strip("coarse", event.coarse);
  strip("cutoff", event.cutoff);
  strip("resonance", event.resonance);
  strip("attack", event.attack);
  strip("hold", event.hold);
  strip("release", event.release);
  strip("tremolorate", event.tremolorate);
  strip("tremolodepth", event.tremolodepth);
  strip("phaserrate", event.phaserrate);
  strip("phaserdepth", event.phaserdepth);
  if (const double level = level_of(event); level != kUsualLevel) strip("gain", level);
  if (const double pan = pan_of(event); pan != 0.5) strip("pan", pan);
  strip("room", event.room);
  strip("delay", event.delay);
  strip("dry", event.dry);
}

/// What all of an orbit is told.
void add_orbit(const PlayEvent& event, std::vector<Value>* values) {
  if (event.delaytime) {
    double seconds = *event.delaytime;
    const bool in_cycles = event.lock.value_or(0.0) != 0.0;
    if (in_cycles && cps_of(event) > 0.0) seconds /= cps_of(event);
    add(values, Part::kDelay, "time", seconds);
  }
  add(values, Part::kDelay, "feedback", event.delayfeedback);
  if (!event.size) return;
  constexpr double kShortest_s = 0.2;
  constexpr double kGrowth_s = 7.8;
  const double size = std::clamp(*event.size, 0.0, 1.0);
  add(values, Part::kRoom, "size", size);
  add(values, Part::kRoom, "decay", kShortest_s + kGrowth_s * size * size);
}

}  // namespace

Played play_sample(const PlayEvent& event, const SampleFacts& sample) {
  Played played;
  const Reading reading = reading_of(event, sample);
  const double pitch = pitch_of(event);
  if (pitch != 1.0) played.hz = hz_of(event, Kind::kSample);
  // A loop of none is heard once.
  const double times = event.loop ? std::max(1.0, std::abs(bounded(*event.loop))) : 1.0;
  const double whole_s = reading.length_s * times;
  const auto wanted = wanted_s(event);
  const double length_s = wanted ? std::min(*wanted, whole_s) : whole_s;
  const bool is_cut = length_s < whole_s;
  played.length = frames_of(length_s, sample.rate);
  auto& values = played.values;
  const auto source = [&](std::string_view param, double value) {
    values.push_back({Part::kSource, param, bounded(value)});
  };
  if (reading.speed != 1.0) source("speed", reading.speed);
  if (reading.begin != 0.0) source("begin", reading.begin);
  if (reading.end != 1.0) source("end", reading.end);
  if (event.accelerate && *event.accelerate != 0.0) {
    source("accelerate", *event.accelerate);
    source("span", std::min(reading.length_s, kLongest_s));
  }
  if (event.squiz && *event.squiz > 1.0) source("squiz", *event.squiz);
  if (times > 1.0) {
    values.push_back({Part::kSource, "mode", 0.0, "loop"});
  } else if (is_cut) {
    values.push_back({Part::kSource, "mode", 0.0, "gate"});
  }
  if (is_cut || times > 1.0) source("release", std::min(kFade_s, length_s / 5.0));
  if (event.cut && std::trunc(*event.cut) != 0.0) {
    constexpr double kGroups = 999.0;
    const double group = std::fmod(std::trunc(*event.cut), kGroups + 1.0);
    const double own = 1'000.0 * orbit_of(event);
    source("cut", group < 0.0 ? group - own : group + own);
  }
  add_strip(event, &values);
  add_orbit(event, &played.orbit);
  return played;
}

Played play_synth(const PlayEvent& event, int rate) {
  Played played;
  played.hz = hz_of(event, Kind::kSynth);
  const double cycle_s = cps_of(event) > 0.0 ? 1.0 / cps_of(event) : 1.0;
  const double length_s = wanted_s(event).value_or(event.delta.value_or(cycle_s));
  played.length = frames_of(length_s, rate);
  add_strip(event, &played.values);
  add_orbit(event, &played.orbit);
  return played;
}

}  // namespace chronus::dirt

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/module_info.hpp"

/// Rows that several parameter tables share, so that one name means one thing everywhere.
namespace chronus::catalog {

inline constexpr std::array<std::string_view, 1> kFrequencyNames{"frequency"};
inline constexpr std::array<std::string_view, 2> kLevelNames{"amp", "gain"};
inline constexpr std::array<std::string_view, 2> kTuneNames{"freq", "frequency"};
inline constexpr std::array<std::string_view, 1> kGlideNames{"portamento"};

/// The inputs and the outputs of a stereo effect: a cable to or from its name alone means both.
inline constexpr std::array<std::string_view, 2> kStereo{"left", "right"};

/// Of a module that may be part of an instrument.
inline constexpr int kManyVoices = 64;

/// The pitch of a source.
constexpr ParameterInfo pitch_row(float initial_hz) {
  return {.name = "freq",
          .unit = "Hz",
          .minimum = 0.01F,
          .maximum = 20000.0F,
          .initial = initial_hz,
          .curve = Curve::kExponential,
          .lane_jumps = true,
          .is_pitch = true,
          .aliases = kFrequencyNames};
}

/// How long the pitch of a source takes to a new value. It is not heard itself, so it jumps: a lane
/// may slide into single steps.
constexpr ParameterInfo glide_row() {
  return {.name = "glide",
          .unit = "s",
          .minimum = 0.0F,
          .maximum = 5.0F,
          .initial = 0.0F,
          .smoothing_ms = 0.0F,
          .lane_jumps = true,
          .aliases = kGlideNames};
}

/// The pitch of a drum: so that a `note` lane can play it, it answers to `freq` too.
constexpr ParameterInfo tune_row(float minimum_hz, float maximum_hz, float initial_hz) {
  return {.name = "tune",
          .unit = "Hz",
          .minimum = minimum_hz,
          .maximum = maximum_hz,
          .initial = initial_hz,
          .curve = Curve::kExponential,
          .lane_jumps = true,
          .is_pitch = true,
          .aliases = kTuneNames};
}

/// The pitch that a sample is taken to have: that of the note c4.
inline constexpr float kMiddleC = 261.6255653F;

/// The pitch at which a sample is played as it is.
constexpr ParameterInfo root_row() {
  return {.name = "root",
          .unit = "Hz",
          .minimum = 8.0F,
          .maximum = 20000.0F,
          .initial = kMiddleC,
          .curve = Curve::kExponential,
          .smoothing_ms = 0.0F};
}

/// A sample, by its number; 0 is none.
constexpr ParameterInfo sample_row() {
  return {.name = "sample",
          .unit = "",
          .minimum = 0.0F,
          .maximum = 8191.0F,
          .initial = 0.0F,
          .smoothing_ms = 0.0F,
          .is_sample = true};
}

/// What a gate reads: it changes nothing that sounds.
constexpr ParameterInfo latched_row(std::string_view name, float minimum, float maximum,
                                    float initial, std::string_view unit = {}) {
  return {.name = name,
          .unit = unit,
          .minimum = minimum,
          .maximum = maximum,
          .initial = initial,
          .smoothing_ms = 0.0F};
}

inline constexpr std::array<std::string_view, 3> kCutoffNames{"frequency", "cutoff", "cutoff_freq"};
inline constexpr std::array<std::string_view, 1> kResonanceNames{"resonance"};

/// The frequency of a filter.
constexpr ParameterInfo cutoff_row(float initial_hz) {
  return {.name = "freq",
          .unit = "Hz",
          .minimum = 10.0F,
          .maximum = 20000.0F,
          .initial = initial_hz,
          .curve = Curve::kExponential,
          .aliases = kCutoffNames};
}

/// Linear output level.
constexpr ParameterInfo level_row(float initial) {
  return {.name = "level",
          .unit = "",
          .minimum = 0.0F,
          .maximum = 1.0F,
          .initial = initial,
          .aliases = kLevelNames};
}

constexpr ParameterInfo time_row(std::string_view name, float minimum_s, float maximum_s,
                                 float initial_s) {
  return {.name = name,
          .unit = "s",
          .minimum = minimum_s,
          .maximum = maximum_s,
          .initial = initial_s,
          .curve = Curve::kExponential};
}

/// A share or a ratio without a unit.
constexpr ParameterInfo linear_row(std::string_view name, float minimum, float maximum,
                                   float initial) {
  return {.name = name, .unit = "", .minimum = minimum, .maximum = maximum, .initial = initial};
}

/// Its first choice is the initial one.
constexpr ParameterInfo choice_row(std::string_view name, std::span<const std::string_view> choices,
                                   std::span<const std::string_view> aliases = {}) {
  return {.name = name,
          .unit = "",
          .minimum = 0.0F,
          .maximum = static_cast<float>(choices.size() - 1),
          .initial = 0.0F,
          .curve = Curve::kChoice,
          .smoothing_ms = 0.0F,
          .choices = choices,
          .aliases = aliases};
}

}  // namespace chronus::catalog

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

struct Quantize {
  enum Param { kScale, kRoot, kTranspose, kTuning };

  static constexpr std::array<std::string_view, 14> kScales{
      "chromatic", "major",      "minor",      "harmonic_minor", "dorian",
      "phrygian",  "lydian",     "mixolydian", "pentatonic",     "minor_pentatonic",
      "blues",     "whole_tone", "fifths",     "octaves"};
  static constexpr std::array<std::string_view, 12> kRoots{"c",  "cs", "d",  "ds", "e",  "f",
                                                           "fs", "g",  "gs", "a",  "as", "b"};
  static constexpr std::array<std::string_view, 1> kInputs{"in"};
  static constexpr std::array<std::string_view, 1> kOutputs{"out"};
  static constexpr std::array<ParameterInfo, 4> kParams{choice_row("scale", kScales),
                                                        choice_row("root", kRoots),
                                                        ParameterInfo{.name = "transpose",
                                                                      .unit = "semitones",
                                                                      .minimum = -48.0F,
                                                                      .maximum = 48.0F,
                                                                      .initial = 0.0F,
                                                                      .smoothing_ms = 0.0F},
                                                        ParameterInfo{.name = "tuning",
                                                                      .unit = "Hz",
                                                                      .minimum = 400.0F,
                                                                      .maximum = 480.0F,
                                                                      .initial = 440.0F,
                                                                      .smoothing_ms = 0.0F}};
  static constexpr std::array<std::string_view, 7> kExample{"/patch/create tune1 quantize",
                                                            "/patch/connect lfo1 tune1",
                                                            "/patch/connect tune1 osc1.freq",
                                                            "/mod/osc1/freq 1",
                                                            "/mod/lfo1/offset 300",
                                                            "/mod/lfo1/depth 150",
                                                            "/mod/tune1/scale 8"};

  static constexpr ModuleInfo kInfo{
      .name = "quantize",
      .summary =
          "turns a frequency into the nearest one of a scale, Hz to Hz; tuning is that of a4",
      .inputs = kInputs,
      .outputs = kOutputs,
      .params = kParams,
      .most_voices = kManyVoices,
      .state_bytes = 20,
      .example = kExample};
};

}  // namespace chronus::catalog

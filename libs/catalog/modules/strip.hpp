// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "catalog/rows.hpp"

namespace chronus::catalog {

/// A filter's frequency; 0: there is none.
constexpr ParameterInfo strip_filter_row(std::string_view name,
                                         std::span<const std::string_view> aliases) {
  ParameterInfo row = linear_row(name, 0.0F, 20000.0F, 0.0F);
  row.unit = "Hz";
  row.aliases = aliases;
  return row;
}
constexpr ParameterInfo strip_resonance_row(std::string_view name,
                                            std::span<const std::string_view> aliases) {
  ParameterInfo row = linear_row(name, 0.0F, 1.0F, 0.0F);
  row.aliases = aliases;
  return row;
}
/// What makes steps of a signal jumps to its value; 0: none.
constexpr ParameterInfo strip_steps_row(std::string_view name, float maximum) {
  ParameterInfo row = linear_row(name, 0.0F, maximum, 0.0F);
  row.smoothing_ms = 0.0F;
  return row;
}
/// Of the envelope; -1: not given.
constexpr ParameterInfo strip_time_row(std::string_view name) {
  return latched_row(name, -1.0F, 60.0F, -1.0F, "s");
}
/// 0: it does not move.
constexpr ParameterInfo strip_rate_row(std::string_view name, float maximum) {
  ParameterInfo row = linear_row(name, 0.0F, maximum, 0.0F);
  row.unit = "Hz";
  return row;
}

/// Parameters have the names and the meaning that SuperDirt gives them; where the formula of each
/// comes from is said where it is computed, in engine/modules/strip*.hpp.
struct Strip {
  enum Param {
    kVowel,
    kShape,
    kHcutoff,
    kHresonance,
    kBandf,
    kBandq,
    kCrush,
    kCoarse,
    kCutoff,
    kResonance,
    kAttack,
    kHold,
    kRelease,
    kTremolorate,
    kTremolodepth,
    kPhaserrate,
    kPhaserdepth,
    kGain,
    kPan,
    kDry,
    kRoom,
    kDelay
  };
  enum Output { kLeft, kRight, kRoomLeft, kRoomRight, kDelayLeft, kDelayRight };

  static constexpr std::array<std::string_view, 6> kVowels{"none", "a", "e", "i", "o", "u"};
  static constexpr std::array<std::string_view, 1> kLpf{"lpf"}, kLpq{"lpq"}, kHpf{"hpf"},
      kHpq{"hpq"}, kBpf{"bpf"}, kBpq{"bpq"};
  static constexpr std::array<std::string_view, 6> kOutputs{
      "left", "right", "room_left", "room_right", "delay_left", "delay_right"};

  static constexpr std::array<ParameterInfo, 22> kParams{
      choice_row("vowel", kVowels),
      linear_row("shape", 0.0F, 1.0F, 0.0F),
      strip_filter_row("hcutoff", kHpf),
      strip_resonance_row("hresonance", kHpq),
      strip_filter_row("bandf", kBpf),
      ParameterInfo{.name = "bandq",
                    .unit = "",
                    .minimum = 1.0F,
                    .maximum = 100.0F,
                    .initial = 10.0F,
                    .curve = Curve::kExponential,
                    .aliases = kBpq},
      strip_steps_row("crush", 24.0F),
      strip_steps_row("coarse", 128.0F),
      strip_filter_row("cutoff", kLpf),
      strip_resonance_row("resonance", kLpq),
      strip_time_row("attack"),
      strip_time_row("hold"),
      strip_time_row("release"),
      strip_rate_row("tremolorate", 100.0F),
      linear_row("tremolodepth", 0.0F, 1.0F, 0.5F),
      strip_rate_row("phaserrate", 20.0F),
      linear_row("phaserdepth", 0.0F, 1.0F, 0.5F),
      linear_row("gain", 0.0F, 16.0F, 1.0F),
      linear_row("pan", 0.0F, 1.0F, 0.5F),
      linear_row("dry", 0.0F, 1.0F, 1.0F),
      linear_row("room", 0.0F, 1.0F, 0.0F),
      linear_row("delay", 0.0F, 1.0F, 0.0F)};

  static constexpr std::array<std::string_view, 11> kExample{
      "/patch/create orbit_strip strip 8",
      "/patch/create orbit sampler 8",
      "/patch/create orbit_room reverb",
      "/patch/connect orbit orbit_strip",
      "/patch/connect orbit_strip output",
      "/patch/connect orbit_strip.room_left orbit_room.left",
      "/patch/connect orbit_strip.room_right orbit_room.right",
      "/patch/connect orbit_room output",
      "/mod/orbit/sample bd:0",
      "/mod/orbit_strip/room 0.3",
      "/note/orbit c4 100"};

  static constexpr ModuleInfo kInfo{
      .name = "strip",
      .summary = "the effects of a live coder's note, in each voice its own",
      .inputs = kStereo,
      .outputs = kOutputs,
      .params = kParams,
      .has_gate = true,
      .most_voices = kManyVoices,
      .state_bytes = 552,
      .example = kExample};
};

}  // namespace chronus::catalog

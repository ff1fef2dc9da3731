// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <string_view>
#include <utility>

#include "tests/accuracy/figures.hpp"
#include "tests/unit/modules/patch_of.hpp"

namespace chronus::accuracy {
namespace {

using engine::Engine;
using engine::Op;

constexpr double kTurn = 2.0 * std::numbers::pi;

struct Source {
  const char* label;
  std::string_view type;
  std::vector<std::pair<std::string_view, float>> values;
  int lowest = 12, highest = 120;  ///< MIDI notes
  bool is_struck = false;
};

/// A source alone, note by note.
class Player {
 public:
  Player(const Source& source, int rate)
      : source_(source), rate_(rate), engine_({rate, 128, 1}, test::built_in_modules()) {
    play(engine_, engine::PatchOf(1).module(0, source.type, 1, source.values).hear(0));
  }

  void begin(float hz) {
    const int param = find_pitch(*test::built_in_catalog().find(source_.type));
    engine_.apply({.op = Op::kSetParam,
                   .flags = engine::kFlagJump,
                   .param = static_cast<std::uint16_t>(param),
                   .value = hz});
    if (source_.is_struck) engine_.apply({.op = Op::kGate, .value = 1.0, .velocity = 1.0});
  }
  std::vector<float> next(double seconds) {
    return engine::render(engine_, static_cast<int>(seconds * rate_));
  }
  void pass(std::int64_t frames) {
    float block[engine::kTickFrames * 32];
    for (std::int64_t left = frames; left > 0; left -= std::size(block)) {
      engine_.render(block, static_cast<int>(std::min<std::int64_t>(left, std::size(block))));
    }
  }
  std::int64_t frame() const { return engine_.frame(); }

 private:
  const Source& source_;
  int rate_;
  Engine engine_;
};

/// The phase, in turns, at which a tone of `hz` turns a frame stands at the first of the samples,
/// by a window (Blackman-Harris, 92 dB) over `frames` of them.
double phase_of(const float* samples, int frames, double turns) {
  constexpr std::array kWindow{0.35875, -0.48829, 0.14128, -0.01168};
  std::complex<double> sum = 0.0;
  for (int n = 0; n < frames; ++n) {
    double window = 0.0;
    for (std::size_t k = 0; k < kWindow.size(); ++k) {
      window += kWindow[k] * std::cos(kTurn * static_cast<double>(k) * n / frames);
    }
    sum += window * static_cast<double>(samples[n]) *
           std::polar(1.0, -kTurn * std::fmod(turns * n, 1.0));
  }
  return std::arg(sum) / kTurn;
}

/// Of what sounds to what is asked for, from the phase that it gains in a quarter of a second.
double cents_off(const std::vector<float>& samples, double hz, int rate) {
  const int hop = rate / 4, frames = static_cast<int>(samples.size()) - hop;
  const double before = phase_of(samples.data(), frames, hz / rate);
  const double after = phase_of(samples.data() + hop, frames, hz / rate);
  const double gained = std::remainder(after - before - std::fmod(hz * hop / rate, 1.0), 1.0);
  return 1200.0 * std::log2(1.0 + gained * rate / hop / hz);
}

double worst_over_the_keys(const Source& source) {
  constexpr int kRate = 48'000;
  Player player(source, kRate);
  double worst = 0.0;
  for (int note = source.lowest; note <= source.highest; ++note) {
    const auto hz = static_cast<float>(440.0 * std::exp2((note - 69) / 12.0));
    player.begin(hz);
    player.next(0.05);
    worst = std::max(worst, std::abs(cents_off(player.next(1.25), hz, kRate)));
  }
  return worst;
}

constexpr int kHourRate = 8'000;
constexpr std::int64_t kHour = 3'600LL * kHourRate;
constexpr float kHourHz = 437.3F;

/// What it is off, in cents, and the turns that its phase has gained or lost against the exact one.
std::pair<double, double> after_an_hour(const Source& source) {
  Player player(source, kHourRate);
  player.begin(kHourHz);
  const double turns = static_cast<double>(kHourHz) / kHourRate;
  const double first = phase_of(player.next(1.0).data(), kHourRate, turns);
  player.pass(kHour);
  if (source.is_struck) player.begin(kHourHz), player.next(0.05);
  const std::int64_t frame = player.frame();
  const auto samples = player.next(1.25);
  const double last = phase_of(samples.data(), kHourRate, turns);
  // Of kHourHz, a float, times a whole number of frames a double has all digits.
  const double exact =
      std::fmod(static_cast<double>(kHourHz) * static_cast<double>(frame), kHourRate) / kHourRate;
  return {cents_off(samples, kHourHz, kHourRate), std::remainder(last - first - exact, 1.0)};
}

std::vector<Source> sources() {
  const auto osc = [](const char* label, float wave, float width = 0.5F) -> Source {
    return {label, "osc", {{"wave", wave}, {"width", width}}};
  };
  return {{"`sine`", "sine", {}},
          osc("`osc`, sine", 0.0F),
          osc("`osc`, triangle", 1.0F),
          osc("`osc`, saw", 2.0F),
          osc("`osc`, pulse", 3.0F),
          osc("`osc`, pulse of 0.05", 3.0F, 0.05F),
          {"`supersaw`, its centre", "supersaw", {{"mix", 0.0F}, {"detune", 0.0F}}},
          {"`wavetable`", "wavetable", {{"position", 0.5F}}},
          {"`fm`, its carrier", "fm", {{"algorithm", 4.0F}, {"level3", 0.0F}, {"index", 1.5F}}},
          // What a string holds, and what is above its range.
          {"`pluck`", "pluck", {{"decay", 20.0F}, {"damp", 0.0F}}, 16, 119, true}};
}

std::vector<Figure> measure(const Source& source) {
  const auto [cents, turns] = after_an_hour(source);
  return {{worst_over_the_keys(source), 1.0, 2},
          {std::abs(cents), 1.0, 2},
          {std::abs(turns), 0.4, 3, !source.is_struck}};
}

}  // namespace

Table pitch_table() {
  Table table{
      "pitch", {"source", "cents, over the keys", "cents, after an hour", "turns, in it"}, {}};
  for (const Source& source : sources()) {
    table.lines.push_back({source.label, [source] { return measure(source); }});
  }
  return table;
}

}  // namespace chronus::accuracy

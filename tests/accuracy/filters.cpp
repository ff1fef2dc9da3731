// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <string>

#include "catalog/modules/biquad.hpp"
#include "tests/accuracy/figures.hpp"
#include "tests/unit/dsp/cookbook.hpp"
#include "tests/unit/modules/module_bench.hpp"

namespace chronus::accuracy {
namespace {

using dsp::Complex;
using dsp::FilterMode;
using dsp::FilterSettings;
using engine::ModuleBench;
using engine::Samples;

constexpr float kRates[] = {44'100.0F, 48'000.0F, 96'000.0F, 192'000.0F};
constexpr float kFreqs[] = {30.0F, 300.0F, 3'000.0F, 12'000.0F};
constexpr float kQs[] = {0.5F, 0.707F, 8.0F};
/// What lies below is no part of what a filter lets through.
constexpr double kFloor_db = -60.0;
constexpr double kLimit_db = 0.5;
constexpr int kPlaces = 60;

/// What a formula gives at a frequency, in dB.
using Formula = std::function<double(double hz)>;

/// dB of a module's response to an impulse of `level` at `hz`.
double response_db(const Samples& out, double hz, float rate, float level) {
  const Complex turn = std::polar(1.0, -2.0 * std::numbers::pi * hz / rate);
  Complex place = 1.0, sum = 0.0;
  for (const float sample : out) {
    sum += static_cast<double>(sample) * place;
    place *= turn;
  }
  return dsp::decibels(std::abs(sum) / static_cast<double>(level) + 1e-12);
}

/// The furthest from the formula between 20 Hz and 0.45 of the rate. `seconds`: what it rings for.
double worst_of(ModuleBench& bench, std::size_t output, float rate, const Formula& formula,
                float level = 1.0F) {
  bench.input(0)[0] = level;
  bench.run();
  double worst = 0.0;
  for (int n = 0; n <= kPlaces; ++n) {
    const double hz = 20.0 * std::pow(0.45 * rate / 20.0, static_cast<double>(n) / kPlaces);
    const double wanted = formula(hz);
    if (wanted < kFloor_db) continue;
    worst = std::max(worst, std::abs(response_db(bench.output(output), hz, rate, level) - wanted));
  }
  return worst;
}

int ringing_frames(double seconds, float rate) {
  return static_cast<int>(std::max(0.02, seconds) * static_cast<double>(rate));
}

/// A column for each rate.
std::vector<Figure> by_rates(const std::function<double(float rate)>& worst) {
  std::vector<Figure> figures;
  for (const float rate : kRates) figures.push_back({worst(rate), kLimit_db, 2});
  return figures;
}

double worst_of_biquad(FilterMode mode, float rate) {
  double worst = 0.0;
  for (const float freq : kFreqs) {
    for (const float q : kQs) {
      for (const float gain_db : {-12.0F, 12.0F}) {
        const FilterSettings settings{mode, freq, q, gain_db};
        ModuleBench bench("biquad", ringing_frames(12.0 * q / freq, rate), rate);
        bench.set("mode", static_cast<float>(mode)).set("freq", freq).set("q", q);
        bench.set("gain_db", gain_db);
        worst = std::max(worst, worst_of(bench, 0, rate, [&](double hz) {
                           return dsp::cookbook_db(settings, hz, rate);
                         }));
        if (mode < FilterMode::kPeak) break;  // these have no gain
      }
    }
  }
  return worst;
}

double worst_of_svf(FilterMode mode, std::size_t output, float rate) {
  double worst = 0.0;
  for (const float freq : kFreqs) {
    for (const float q : kQs) {
      const FilterSettings settings{mode, freq, q, 0.0F};
      ModuleBench bench("svf", ringing_frames(12.0 * q / freq, rate), rate);
      bench.set("freq", freq).set("q", q);
      worst = std::max(worst, worst_of(bench, output, rate, [&](double hz) {
                         return dsp::cookbook_db(settings, hz, rate);
                       }));
    }
  }
  return worst;
}

double worst_of_band(const std::string& band, FilterMode mode, float rate) {
  double worst = 0.0;
  for (const float freq : kFreqs) {
    for (const float gain_db : {-12.0F, 12.0F}) {
      const bool has_q = mode == FilterMode::kPeak;
      const float q = has_q ? 3.0F : 0.70710678F;
      ModuleBench bench("eq", ringing_frames(12.0 * q / freq, rate), rate);
      bench.set(band + "_freq", freq).set(band + "_gain", gain_db);
      if (has_q) bench.set(band + "_q", q);
      const FilterSettings settings{mode, freq, q, gain_db};
      worst = std::max(worst, worst_of(bench, 0, rate, [&](double hz) {
                         return dsp::cookbook_db(settings, hz, rate);
                       }));
    }
  }
  return worst;
}

/// Of four poles and a loop; of signals so small that nothing bends.
double worst_of_ladder(float rate) {
  double worst = 0.0;
  for (const float freq : kFreqs) {
    for (const float resonance : {0.0F, 0.4F, 0.8F}) {
      ModuleBench bench("ladder", ringing_frames(60.0 / freq, rate), rate);
      bench.set("freq", freq).set("resonance", resonance);
      const auto formula = [&](double hz) {
        const double pi = std::numbers::pi;
        const Complex pole(1.0, std::tan(pi * hz / rate) / std::tan(pi * freq / rate));
        return dsp::decibels(std::abs(1.0 / (pole * pole * pole * pole + 4.4 * resonance)));
      };
      worst = std::max(worst, worst_of(bench, 0, rate, formula, 1e-3F));
    }
  }
  return worst;
}

/// What a cubic (Catmull-Rom) reads between two frames, `t` of the way to the older one.
Complex between_frames(double t, const Complex& turn) {
  const double older = 0.5 * (t * t * t - t * t), newer = 0.5 * (2.0 * t * t - t - t * t * t);
  const double first = 1.0 - 2.5 * t * t + 1.5 * t * t * t;
  const double second = 0.5 * t + 2.0 * t * t - 1.5 * t * t * t;
  return newer / turn + first + second * turn + older * turn * turn;
}

/// A loop of a delay, which is read between frames, and a lowpass.
double comb_db(double hz, double freq, double feedback, double damp_hz, double rate) {
  const double pi = std::numbers::pi;
  const double pole = std::exp(-2.0 * pi * damp_hz / rate);
  const Complex turn = std::polar(1.0, -2.0 * pi * hz / rate);
  const double angle = 2.0 * pi * freq / rate;
  const double of_lowpass =
      std::atan(pole * std::sin(angle) / (1.0 - pole * std::cos(angle))) / angle;
  const double head = static_cast<double>(static_cast<float>(rate / freq - of_lowpass));
  const double whole = std::floor(head);
  const Complex delayed = std::polar(1.0, -2.0 * pi * std::fmod(hz / rate * whole, 1.0)) *
                          between_frames(head - whole, turn);
  const Complex loop = feedback * (1.0 - pole) / (1.0 - pole * turn) * delayed;
  return dsp::decibels(std::abs(std::sqrt(1.0 - feedback * feedback) / (1.0 - loop)));
}

double worst_of_comb(float rate) {
  double worst = 0.0;
  for (const float freq : {50.0F, 220.0F, 2'217.46F}) {
    for (const float feedback : {-0.7F, 0.5F, 0.9F}) {
      for (const float damp : {2'000.0F, 20'000.0F}) {
        ModuleBench bench("comb", ringing_frames(130.0 / freq, rate), rate);
        bench.set("freq", freq).set("feedback", feedback).set("damp", damp);
        worst = std::max(worst, worst_of(bench, 0, rate, [&](double hz) {
                           return comb_db(hz, freq, feedback, damp, rate);
                         }));
      }
    }
  }
  return worst;
}

Line line_of(const std::string& label, const std::function<double(float)>& worst) {
  return {label, [worst] { return by_rates(worst); }};
}

}  // namespace

Table filter_table() {
  Table table{"filters", {"dB from its formula", "44.1 kHz", "48 kHz", "96 kHz", "192 kHz"}, {}};
  const auto& modes = catalog::Biquad::kModes;
  for (std::size_t n = 0; n < modes.size(); ++n) {
    const auto mode = static_cast<FilterMode>(n);
    table.lines.push_back(line_of("`biquad`, " + std::string(modes[n]),
                                  [mode](float rate) { return worst_of_biquad(mode, rate); }));
  }
  const auto& outputs = test::built_in_catalog().find("svf")->outputs;
  constexpr FilterMode kOutputs[] = {FilterMode::kLowpass, FilterMode::kBandpass,
                                     FilterMode::kHighpass, FilterMode::kNotch};
  for (std::size_t n = 0; n < outputs.size(); ++n) {
    const FilterMode mode = kOutputs[n];
    table.lines.push_back(line_of("`svf`, " + std::string(outputs[n]),
                                  [mode, n](float rate) { return worst_of_svf(mode, n, rate); }));
  }
  const std::pair<const char*, FilterMode> bands[] = {{"low", FilterMode::kLowShelf},
                                                      {"mid1", FilterMode::kPeak},
                                                      {"mid2", FilterMode::kPeak},
                                                      {"high", FilterMode::kHighShelf}};
  for (const auto& [band, mode] : bands) {
    table.lines.push_back(
        line_of("`eq`, " + std::string(band), [band = std::string(band), mode = mode](float rate) {
          return worst_of_band(band, mode, rate);
        }));
  }
  table.lines.push_back(line_of("`ladder`, small signals", worst_of_ladder));
  table.lines.push_back(line_of("`comb`", worst_of_comb));
  return table;
}

}  // namespace chronus::accuracy

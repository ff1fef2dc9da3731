// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <string>

#include "tests/accuracy/figures.hpp"
#include "tests/support/some_samples.hpp"
#include "tests/unit/dsp/spectrum.hpp"
#include "tests/unit/modules/module_bench.hpp"

namespace chronus::accuracy {
namespace {

using engine::ModuleBench;

constexpr int kRate = 48'000;
constexpr int kFrames = 1 << 15;
/// Behind the edge of what begins.
constexpr int kBefore = 1'000;
constexpr double kTones_hz[] = {1'000.0, 4'000.0, 9'000.0, 18'000.0};

/// The loudest that is not the tone itself, in dB of the tone in the file: images, what is folded
/// back, and noise. The tone lies on a bin of what is heard, and where it is beyond half the rate
/// all that is heard is folded back.
double worst_db(double tone_hz, double speed) {
  const auto bin = static_cast<std::size_t>(tone_hz * speed * kFrames / kRate) | 1U;
  const double turns = static_cast<double>(bin) / kFrames / speed;  // a frame of the file
  const auto length = static_cast<std::size_t>((kFrames + 2 * kBefore) * speed);
  engine::Samples tone(length);
  for (std::size_t n = 0; n < length; ++n) {
    tone[n] = static_cast<float>(std::sin(2.0 * std::numbers::pi * turns * static_cast<double>(n)));
  }
  test::SampleMemory memory;
  memory.add(tone);
  const auto shelf = memory.shelf();
  ModuleBench bench("sampler", kFrames + kBefore);
  bench.use_samples(shelf).set("sample", 1.0F).set("speed", static_cast<float>(speed));
  bench.run({{0, true}});
  const auto& heard = bench.output();
  const std::vector<double> take(heard.begin() + kBefore, heard.end());
  const auto bins = dsp::amplitudes(take);
  double worst = 0.0;
  for (std::size_t n = 1; n < bins.size(); ++n) {
    if (n + 1 < bin || n > bin + 1) worst = std::max(worst, bins[n]);
  }
  return dsp::decibels(worst + 1e-12);
}

}  // namespace

Table sampling_table() {
  Table table{"sampling", {"dB of the tone in the file", "1 kHz", "4 kHz", "9 kHz", "18 kHz"}, {}};
  const std::pair<const char*, double> speeds[] = {{"an octave below, speed 0.5", 0.5},
                                                   {"speed 0.75", 0.75},
                                                   {"speed 1", 1.0},
                                                   {"speed 1.25", 1.25},
                                                   {"speed 1.5", 1.5},
                                                   {"an octave above, speed 2", 2.0}};
  for (const auto& [label, speed] : speeds) {
    table.lines.push_back({label, [speed = speed] {
                             std::vector<Figure> figures;
                             for (const double hz : kTones_hz) {
                               figures.push_back({worst_db(hz, speed), -85.0, 0});
                             }
                             return figures;
                           }});
  }
  return table;
}

}  // namespace chronus::accuracy

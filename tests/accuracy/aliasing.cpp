// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "catalog/modules/wavetable.hpp"
#include "tests/accuracy/figures.hpp"
#include "tests/unit/dsp/spectrum.hpp"
#include "tests/unit/modules/module_bench.hpp"

namespace chronus::accuracy {
namespace {

using engine::ModuleBench;

constexpr int kRate = 48'000;
constexpr int kFrames = 1 << 15;
/// The odd numbers of cycles in so many frames nearest to 440, 2093, 4186 and 7040 Hz: a harmonic
/// falls on a multiple of that bin, and an alias between two of them.
constexpr int kCycles[] = {301, 1'429, 2'857, 4'805};
constexpr std::size_t kHeard = kFrames / 2 * 20 / 24;  // up to 20 kHz

struct Wave {
  std::string label;
  std::string_view type;
  std::vector<std::pair<std::string_view, float>> values;
};

/// The loudest below 20 kHz that is no harmonic, in dB of the fundamental. What is a bin from a
/// harmonic is its own: not every source goes by whole bins to the last digit.
double worst_alias_db(const Wave& wave, int cycles) {
  ModuleBench bench(wave.type, kFrames);
  for (const auto& [name, value] : wave.values) bench.set(name, value);
  bench.set("freq", static_cast<float>(cycles) * kRate / kFrames).set("level", 1.0F).run();
  std::vector<double> take(bench.output().begin(), bench.output().end());
  const auto bins = dsp::amplitudes(take);
  const auto period = static_cast<std::size_t>(cycles);
  double worst = 0.0;
  for (std::size_t n = 2; n < kHeard; ++n) {
    const std::size_t place = n % period;
    if (place > 1 && place < period - 1) worst = std::max(worst, bins[n]);
  }
  return dsp::decibels(worst / bins[period] + 1e-12);
}

std::vector<Wave> waves() {
  const auto osc = [](const char* label, float wave, float width = 0.5F) -> Wave {
    return {label, "osc", {{"wave", wave}, {"width", width}}};
  };
  std::vector<Wave> waves = {
      {"`sine`", "sine", {}},
      osc("`osc`, triangle", 1.0F),
      osc("`osc`, saw", 2.0F),
      osc("`osc`, pulse of 0.5", 3.0F),
      osc("`osc`, pulse of 0.3", 3.0F, 0.3F),
      osc("`osc`, pulse of 0.22", 3.0F, 0.22F),
      osc("`osc`, pulse of 0.1", 3.0F, 0.1F),
      osc("`osc`, pulse of 0.05", 3.0F, 0.05F),
      {"`supersaw`, its centre", "supersaw", {{"mix", 0.0F}, {"detune", 0.0F}}}};
  for (std::size_t table = 0; table < catalog::Wavetable::kTables.size(); ++table) {
    waves.push_back({"`wavetable`, " + std::string(catalog::Wavetable::kTables[table]),
                     "wavetable",
                     {{"table", static_cast<float>(table)}, {"position", 1.0F}}});
  }
  return waves;
}

}  // namespace

Table aliasing_table() {
  Table table{"aliasing", {"dB of the fundamental", "440 Hz", "2093 Hz", "4186 Hz", "7040 Hz"}, {}};
  for (const Wave& wave : waves()) {
    table.lines.push_back({wave.label, [wave] {
                             std::vector<Figure> figures;
                             for (const int cycles : kCycles) {
                               figures.push_back({worst_alias_db(wave, cycles), -60.0, 0});
                             }
                             return figures;
                           }});
  }
  return table;
}

}  // namespace chronus::accuracy

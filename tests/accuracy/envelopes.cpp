// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/accuracy/figures.hpp"
#include "tests/unit/modules/module_bench.hpp"

namespace chronus::accuracy {
namespace {

using engine::ModuleBench;
using engine::Samples;

constexpr std::size_t kEnv = 1;  // the output
constexpr float kTimes_s[] = {0.002F, 0.01F, 0.1F, 1.0F, 10.0F};
constexpr float kRates[] = {44'100.0F, 48'000.0F, 96'000.0F};

/// Frames of an attack: up to and with the first that stands at the peak.
int attack(float seconds, float rate, int begin) {
  const int frames = static_cast<int>(seconds * rate);
  ModuleBench bench("adsr", begin + frames + 64, rate);
  bench.set("attack", seconds).set("sustain", 1.0F).run({{begin, true, 0.7F}});
  const Samples& env = bench.output(kEnv);
  const auto peak = std::max_element(env.begin(), env.end());
  return static_cast<int>(peak - env.begin()) - begin + 1;
}

/// Frames of a decay, behind an attack of so many frames: up to where a hundredth of the way is
/// left.
int decay(float seconds, float rate, int begin) {
  constexpr float kSustain = 0.25F;
  const int rising = static_cast<int>(std::lround(0.01 * rate));
  const int frames = static_cast<int>(seconds * rate);
  ModuleBench bench("adsr", begin + rising + frames + 64, rate);
  bench.set("attack", 0.01F).set("decay", seconds).set("sustain", kSustain).run({{begin, true}});
  const Samples& env = bench.output(kEnv);
  const auto from = env.begin() + begin + rising;
  const auto end = std::find_if(
      from, env.end(), [](float level) { return level <= kSustain + (1.0F - kSustain) / 128.0F; });
  return static_cast<int>(end - from) + 1;
}

/// Frames from the end of the gate up to the first that is silent.
int release(float seconds, float rate, int begin) {
  const int held = begin + static_cast<int>(0.05F * rate);
  ModuleBench bench("adsr", held + static_cast<int>(seconds * rate) + 64, rate);
  bench.set("release", seconds).run({{begin, true}, {held, false}});
  const Samples& env = bench.output(kEnv);
  const auto end = std::find(env.begin() + held, env.end(), 0.0F);
  return static_cast<int>(end - env.begin()) - held + 1;
}

/// Of all rates, and of gates on any place between two ticks.
std::vector<Figure> worst(const std::function<int(float, float, int)>& frames_of,
                          double most_of_shortest = 1.0) {
  std::vector<Figure> figures;
  for (const float seconds : kTimes_s) {
    int most = 0;
    for (const float rate : kRates) {
      const auto exact = static_cast<int>(std::lround(static_cast<double>(seconds) * rate));
      for (int begin = 0; begin < 32; begin += seconds < 1.0F ? 1 : 11) {
        most = std::max(most, std::abs(frames_of(seconds, rate, begin) - exact));
      }
    }
    const bool is_shortest = seconds == kTimes_s[0];
    figures.push_back({static_cast<double>(most), is_shortest ? most_of_shortest : 1.0, 0});
  }
  return figures;
}

}  // namespace

Table envelope_table() {
  return {"envelopes",
          {"samples off", "2 ms", "10 ms", "100 ms", "1 s", "10 s"},
          {{"attack, to its peak", [] { return worst(attack); }},
           {"decay, to a 128th of its way", [] { return worst(decay, 2.0); }},
           {"release, to silence", [] { return worst(release); }}}};
}

}  // namespace chronus::accuracy

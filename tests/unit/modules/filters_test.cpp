// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "module_bench.hpp"
#include "random_patch.hpp"
#include "response.hpp"

namespace chronus::engine {
namespace {

using Complex = std::complex<double>;
constexpr float kRates[] = {48'000.0F, 192'000.0F};
/// Of the frequency that a filter is set to.
constexpr double kPlaces[] = {0.25, 0.5, 0.9, 1.0, 1.2, 2.0, 3.0};

void fill_noise(Samples& samples, unsigned seed, float level = 1.0F) {
  std::mt19937 random(seed);
  for (float& sample : samples) sample = uniform(random, -level, level);
}

TEST(Svf, EveryOutputIsItsFormulaFromTenHertz) {
  for (const float rate : kRates) {
    for (const double freq : {10.0, 100.0, 2'000.0, 9'000.0}) {
      for (const double q : {0.5, 0.707, 8.0}) {
        for (const double place : kPlaces) {
          const double hz = place * freq;
          if (hz > 20'000.0) continue;
          const Complex s = warped(hz, freq, rate);
          const Complex den = s * s + s / q + 1.0;
          const Complex expected[] = {1.0 / den, s / q / den, s * s / den, (s * s + 1.0) / den};
          for (std::size_t output = 0; output < 4; ++output) {
            const double db = db_of(std::abs(expected[output]));
            if (db < -50.0) continue;
            const double got = gain_db_of(
                "svf", hz, rate,
                [&](ModuleBench& bench) {
                  bench.set("freq", static_cast<float>(freq)).set("q", static_cast<float>(q));
                },
                output, 1e-2, std::max(0.1, 4.0 * q / freq));
            ASSERT_NEAR(got, db, 0.2)
                << output << " of " << freq << " Hz, q " << q << " at " << hz << ", " << rate;
          }
        }
      }
    }
  }
}

TEST(Ladder, IsItsFormulaFromTenHertz) {
  for (const float rate : kRates) {
    for (const double freq : {10.0, 200.0, 3'000.0, 9'000.0}) {
      for (const double resonance : {0.0, 0.4, 0.8}) {
        for (const double place : kPlaces) {
          const double hz = place * freq;
          if (hz > 20'000.0) continue;
          const Complex pole = 1.0 + warped(hz, freq, rate);
          const double db = db_of(std::abs(1.0 / (pole * pole * pole * pole + 4.4 * resonance)));
          const double got = gain_db_of(
              "ladder", hz, rate,
              [&](ModuleBench& bench) {
                bench.set("freq", static_cast<float>(freq));
                bench.set("resonance", static_cast<float>(resonance));
              },
              0, 1e-2, std::max(0.1, (resonance > 0.5 ? 50.0 : 12.0) / freq));
          ASSERT_NEAR(got, db, 0.3) << freq << " Hz, " << resonance << " at " << hz << ", " << rate;
        }
      }
    }
  }
}

/// What it sings at, by the distance of its zero crossings, and how loud.
std::pair<double, double> song_of(float freq) {
  ModuleBench ladder("ladder", 96'000);
  ladder.input(0)[0] = 0.5F;
  const Samples& out = ladder.set("freq", freq).set("resonance", 1.0F).run();
  const std::span last = std::span(out).last(48'000);
  int crossings = 0;
  double first = -1.0, end = 0.0;
  for (std::size_t n = 1; n < last.size(); ++n) {
    if (last[n - 1] < 0.0F && last[n] >= 0.0F) {
      const double at = static_cast<double>(n) - last[n] / (last[n] - last[n - 1]);
      if (first < 0.0) first = at;
      end = at;
      ++crossings;
    }
  }
  return {(crossings - 1) * 48'000.0 / (end - first), peak(last)};
}

TEST(Ladder, SingsAtItsFrequencyWhenItsResonanceIsWholeAndIsHeld) {
  for (const float freq : {110.0F, 440.0F, 2'000.0F}) {
    const auto [hz, level] = song_of(freq);
    EXPECT_NEAR(1200.0 * std::log2(hz / freq), 0.0, 15.0) << freq;
    EXPECT_GT(level, 0.1) << freq;
    EXPECT_LT(level, 1.0) << freq;
  }
}

TEST(Ladder, DoesNotSingBelowNineTenths) {
  ModuleBench ladder("ladder", 96'000);
  ladder.input(0)[0] = 0.5F;
  const Samples& out = ladder.set("resonance", 0.85F).run();
  EXPECT_LT(peak(std::span(out).last(1'000)), 1e-6F);
}

TEST(Ladder, AnEnvelopeOpensItByOctavesAndAnAccentMore) {
  const auto level = [](float env, float accent) {
    ModuleBench ladder("ladder", 24'000);
    for (int n = 0; n < 24'000; ++n) {
      ladder.input(0)[n] = static_cast<float>(0.01 * sine_at(2'000.0, n, 48'000.0));
    }
    std::ranges::fill(ladder.input(1), env);
    std::ranges::fill(ladder.input(2), accent);
    ladder.set("freq", 125.0F).set("resonance", 0.0F).set("env_amount", 4.0F);
    const Samples& out = ladder.set("accent_amount", 2.0F).run();
    return db_of(rms(std::span(out).last(12'000)) * std::sqrt(2.0) / 0.01);
  };
  // At its frequency four poles have −12 dB.
  EXPECT_NEAR(level(1.0F, 0.0F), -12.04, 0.1);
  EXPECT_LT(level(0.0F, 0.0F), -60.0);
  EXPECT_GT(level(0.5F, 1.0F), level(0.5F, 0.0F) + 20.0);
}

TEST(Ladder, DriveBringsHarmonicsAndIsHeld) {
  ModuleBench clean("ladder", 48'000), driven("ladder", 48'000);
  for (auto* bench : {&clean, &driven}) {
    for (int n = 0; n < 48'000; ++n) {
      bench->input(0)[n] = static_cast<float>(0.3 * sine_at(100.0, n, 48'000.0));
    }
    bench->set("freq", 5'000.0F).set("resonance", 0.0F);
  }
  clean.run();
  driven.set("drive", 36.0F).run();
  const auto third = [](const ModuleBench& bench) {
    Complex sum = 0.0;
    for (int n = 24'000; n < 48'000; ++n) {
      sum += static_cast<double>(bench.output()[n]) *
             std::polar(1.0, -2.0 * std::numbers::pi * 300.0 * n / 48'000.0);
    }
    return std::abs(sum) / 12'000.0;
  };
  EXPECT_LT(third(clean), 0.003);
  EXPECT_GT(third(driven), 0.02);
  EXPECT_LT(peak(driven.output()), 0.3F);
}

TEST(Comb, RingsInTune) {
  for (const float rate : kRates) {
    for (const float freq : {55.0F, 220.3F, 1'760.0F}) {
      for (const float damp : {3'000.0F, 20'000.0F}) {
        const auto gain = [&](double hz) {
          return gain_db_of(
              "comb", hz, rate,
              [&](ModuleBench& bench) { bench.set("freq", freq).set("damp", damp); }, 0, 1e-2, 1.0);
        };
        const double top = gain(freq);
        EXPECT_GT(top, gain(freq * 1.006) + 0.02) << freq << " " << damp << " " << rate;
        EXPECT_GT(top, gain(freq / 1.006) + 0.02) << freq << " " << damp << " " << rate;
      }
    }
  }
}

TEST(Comb, IsItsFormula) {
  for (const float rate : kRates) {
    for (const double feedback : {-0.7, 0.5, 0.9}) {
      for (const double hz : {10.0, 50.0, 100.0, 130.0, 400.0}) {
        // A period of whole frames, and the lowpass's pole.
        constexpr double kFreq = 100.0, kDamp = 20'000.0;
        const double pole = std::exp(-2.0 * std::numbers::pi * kDamp / rate);
        const Complex turn = std::polar(1.0, -2.0 * std::numbers::pi * hz / rate);
        const double angle = 2.0 * std::numbers::pi * kFreq / rate;
        const double delay =
            rate / kFreq -
            std::atan(pole * std::sin(angle) / (1.0 - pole * std::cos(angle))) / angle;
        const Complex loop = feedback * (1.0 - pole) / (1.0 - pole * turn) *
                             std::polar(1.0, -2.0 * std::numbers::pi * hz / rate * delay);
        const double db = db_of(std::abs(std::sqrt(1.0 - feedback * feedback) / (1.0 - loop)));
        const double got = gain_db_of(
            "comb", hz, rate,
            [&](ModuleBench& bench) {
              bench.set("freq", 100.0F).set("feedback", static_cast<float>(feedback));
              bench.set("damp", 20'000.0F);
            },
            0, 1e-2, 1.0);
        EXPECT_NEAR(got, db, 0.3) << feedback << " at " << hz << ", " << rate;
      }
    }
  }
}

TEST(Comb, EndsHoweverItsPitchMoves) {
  ModuleBench comb("comb", 400'000);
  fill_noise(comb.input(0), 3);
  std::fill(comb.input(0).begin() + 48'000, comb.input(0).end(), 0.0F);
  comb.set("feedback", 0.98F).set("damp", 20'000.0F);
  for (std::size_t n = 0; n < 400'000; ++n) {
    comb.param("freq")[n] = n / 900 % 2 == 0 ? 300.0F : 477.7F;
  }
  comb.run();
  EXPECT_LT(peak(comb.output()), 50.0F);
  EXPECT_LT(peak(std::span(comb.output()).last(100)), 1e-4F);
}

TEST(Formant, HasItsVowelsWhereTheyAre) {
  // The first formants of a e i o u.
  constexpr double kFirst[] = {650.0, 400.0, 290.0, 400.0, 350.0};
  for (const float rate : kRates) {
    for (int vowel = 0; vowel < 5; ++vowel) {
      const auto gain = [&](double hz) {
        return gain_db_of("formant", hz, rate, [&](ModuleBench& bench) {
          bench.set("vowel", static_cast<float>(vowel));
        });
      };
      const double top = gain(kFirst[vowel]);
      EXPECT_NEAR(top, 6.02, 0.5) << vowel;
      EXPECT_LT(gain(kFirst[vowel] * 0.7), top - 8.0) << vowel;
      EXPECT_LT(gain(8'000.0), top - 25.0) << vowel;
    }
  }
}

TEST(Formant, IsTheSumOfItsBands) {
  struct Band {
    double hz, db, width;
  };
  constexpr Band kA[] = {{650, 0, 80}, {1080, -6, 90}, {2650, -7, 120}, {2900, -8, 130}};
  for (const float rate : kRates) {
    for (const double hz : {10.0, 300.0, 700.0, 900.0, 2'000.0, 2'700.0, 6'000.0}) {
      Complex sum = 0.0;
      for (const Band& band : kA) {
        const Complex s = warped(hz, band.hz, rate);
        const double q = band.hz / band.width;
        sum += 2.0 * std::pow(10.0, band.db / 20.0) * (s / q) / (s * s + s / q + 1.0);
      }
      const double got = gain_db_of("formant", hz, rate, [](ModuleBench&) {});
      EXPECT_NEAR(got, db_of(std::abs(sum)), 0.3) << hz << ", " << rate;
    }
  }
}

TEST(Formant, BetweenTwoVowelsLiesWhatIsBetween) {
  const auto gain = [](double hz, float vowel) {
    return gain_db_of("formant", hz, 48'000.0F,
                      [&](ModuleBench& bench) { bench.set("vowel", vowel); });
  };
  const double middle = std::sqrt(650.0 * 400.0);
  EXPECT_GT(gain(middle, 0.5F), gain(middle, 0.0F) + 3.0);
  EXPECT_GT(gain(middle, 0.5F), gain(middle, 1.0F) + 3.0);
  EXPECT_NEAR(gain(1'300.0, 0.0F),
              gain_db_of("formant", 650.0, 48'000.0F,
                         [](ModuleBench& bench) { bench.set("shift", -1.0F); }),
              0.5);
}

/// Of a peak or a shelf of the cookbook.
Complex band_of(Complex s, double gain_db, double q, int shelf) {
  const double a = std::pow(10.0, gain_db / 40.0), root = std::sqrt(a);
  if (shelf == 0) return (s * s + s * (a / q) + 1.0) / (s * s + s / (a * q) + 1.0);
  const Complex low = a * (s * s + root / q * s + a) / (a * s * s + root / q * s + 1.0);
  return shelf < 0 ? low : a * (a * s * s + root / q * s + 1.0) / (s * s + root / q * s + a);
}

TEST(Eq, IsItsFourBandsTogether) {
  for (const float rate : kRates) {
    for (const double hz : {10.0, 60.0, 120.0, 500.0, 900.0, 2'500.0, 6'000.0, 15'000.0}) {
      const double half = std::sqrt(0.5);
      const double db = db_of(std::abs(band_of(warped(hz, 120.0, rate), 6.0, half, -1) *
                                       band_of(warped(hz, 500.0, rate), -9.0, 2.0, 0) *
                                       band_of(warped(hz, 2'500.0, rate), 4.0, 0.7, 0) *
                                       band_of(warped(hz, 8'000.0, rate), -12.0, half, 1)));
      const double got = gain_db_of("eq", hz, rate, [](ModuleBench& bench) {
        bench.set("low_gain", 6.0F).set("mid1_gain", -9.0F).set("mid1_q", 2.0F);
        bench.set("mid2_gain", 4.0F).set("mid2_q", 0.7F).set("high_gain", -12.0F);
      });
      EXPECT_NEAR(got, db, 0.2) << hz << ", " << rate;
    }
  }
}

TEST(Eq, GivesTheSameSamplesWhereNoBandIsRaised) {
  ModuleBench eq("eq", 5'000);
  fill_noise(eq.input(0), 7);
  EXPECT_EQ(eq.run(), eq.input(0));
}

TEST(Filters, DoNotClickWhenTheyAreMoved) {
  struct Moved {
    const char *type, *param;
    float low, high;
  };
  for (const auto& [type, param, low, high] :
       {Moved{"svf", "freq", 300.0F, 3'000.0F}, Moved{"ladder", "freq", 300.0F, 3'000.0F},
        Moved{"ladder", "resonance", 0.0F, 0.8F}, Moved{"ladder", "drive", 0.0F, 24.0F},
        Moved{"formant", "vowel", 0.0F, 4.0F}, Moved{"eq", "low_gain", -12.0F, 12.0F}}) {
    ModuleBench bench(type, 48'000);
    for (int n = 0; n < 48'000; ++n) {
      bench.input(0)[n] = static_cast<float>(0.3 * sine_at(110.0, n, 48'000.0));
      // As a parameter goes that is set: 5 ms, 20 times a second.
      const float way = std::min(1.0F, static_cast<float>(n % 2'400) / 240.0F);
      const bool rises = n / 2'400 % 2 == 0;
      bench.param(param)[n] = rises ? low + way * (high - low) : high + way * (low - high);
    }
    bench.run();
    // A sine of 110 Hz has steps of 0.0144 of its level.
    EXPECT_LT(steepest(bench.output()), 0.06F * std::max(0.3F, peak(bench.output())))
        << type << "." << param;
  }
}

}  // namespace
}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
// What each parameter of a strip does, against its formula.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "module_bench.hpp"
#include "random_patch.hpp"
#include "response.hpp"

namespace chronus::engine {
namespace {

constexpr float kRate = 48'000.0F;
using Values = std::vector<std::pair<std::string, float>>;

/// Both sides of a strip hear `in`; all of it goes to the left, as it is.
struct Take {
  Take(const Samples& in, const Values& values, std::vector<GateAt> gates = {{0, true}})
      : bench("strip", static_cast<int>(in.size()), kRate) {
    bench.input(0) = bench.input(1) = in;
    bench.set("pan", 0.0F);
    for (const auto& [name, value] : values) bench.set(name, value);
    bench.run(gates);
  }
  const Samples& left() const { return bench.output(0); }
  ModuleBench bench;
};

Samples noise(int frames, float level = 0.5F, unsigned seed = 1) {
  std::mt19937 random(seed);
  Samples made;
  for (int n = 0; n < frames; ++n) made.push_back(uniform(random, -level, level));
  return made;
}
Samples tone(int frames, double hz, double level = 0.5) {
  Samples made;
  for (int n = 0; n < frames; ++n)
    made.push_back(static_cast<float>(level * sine_at(hz, n, kRate)));
  return made;
}
/// Silent before a note begins.
Samples steady(int frames, int begins = 0) {
  Samples made(frames, 1.0F);
  std::fill_n(made.begin(), begins, 0.0F);
  return made;
}

void expect_same_bits(const Samples& one, const Samples& other) {
  for (std::size_t n = 0; n < one.size(); ++n) {
    ASSERT_EQ(std::bit_cast<std::uint32_t>(one[n]), std::bit_cast<std::uint32_t>(other[n])) << n;
  }
}
void expect_zeros(const Samples& samples) {
  for (const float sample : samples) ASSERT_EQ(sample, 0.0F);
}

TEST(Strip, WhereAllIsOffGivesWhatItHearsBitForBit) {
  const Samples in = noise(3'000);
  for (const float pan : {0.0F, 1.0F}) {
    const Take take(in, {{"pan", pan}});
    const bool is_left = pan == 0.0F;
    expect_same_bits(take.bench.output(is_left ? 0 : 1), in);
    expect_zeros(take.bench.output(is_left ? 1 : 0));
    for (std::size_t port = 2; port < 6; ++port) expect_zeros(take.bench.output(port));
  }
}

TEST(Strip, PlacesAtConstantPowerAndSendsWhatIsPlaced) {
  const Samples in = noise(2'000);
  const double pi = std::numbers::pi;
  for (const float pan : {0.1F, 0.5F, 0.8F}) {
    const Take take(
        in, {{"pan", pan}, {"gain", 1.5F}, {"dry", 0.5F}, {"room", 0.25F}, {"delay", 0.75F}});
    const double left = 1.5 * std::cos(pan * pi / 2.0), right = 1.5 * std::sin(pan * pi / 2.0);
    const double levels[] = {0.5, 0.25, 0.75};
    for (std::size_t n = 0; n < in.size(); ++n) {
      for (std::size_t port = 0; port < 6; ++port) {
        const double level = levels[port / 2] * (port % 2 == 0 ? left : right);
        ASSERT_NEAR(take.bench.output(port)[n], level * static_cast<double>(in[n]), 1e-6);
      }
    }
  }
}

TEST(Strip, ShapeIsSuperDirts) {
  const Samples in = noise(2'000, 1.2F);
  for (const float shape : {0.1F, 0.5F, 0.9F}) {
    const Take take(in, {{"shape", shape}});
    const double s = static_cast<double>(shape), k = 2.0 * s / (1.0 - s);
    for (std::size_t n = 0; n < in.size(); ++n) {
      const double x = static_cast<double>(in[n]);
      ASSERT_NEAR(take.left()[n], (1.0 + k) * x / (1.0 + k * std::abs(x)), 3e-6) << shape;
    }
  }
  const Take most(noise(500), {{"shape", 1.0F}});
  for (const float y : most.left()) ASSERT_NEAR(std::abs(y), 1.0, 0.1);
}

TEST(Strip, CrushRoundsToStepsOfSoManyBits) {
  const Samples in = noise(2'000, 1.2F);
  for (const float bits : {1.0F, 2.5F, 4.0F, 8.0F, 16.0F}) {
    const Take take(in, {{"crush", bits}});
    const double step = std::pow(0.5, static_cast<double>(bits) - 1.0);
    for (std::size_t n = 0; n < in.size(); ++n) {
      const double wanted = std::floor(static_cast<double>(in[n]) / step + 0.5) * step;
      // A value between two steps may go to either.
      const double off = std::abs(static_cast<double>(take.left()[n]) - wanted);
      ASSERT_TRUE(off < 1e-5 || std::abs(off - step) < 1e-4) << bits << ' ' << in[n];
      if (bits == std::floor(bits)) {
        ASSERT_EQ(take.left()[n], static_cast<float>(wanted));
      }
    }
  }
}

TEST(Strip, CoarseHoldsEverySoManiethSampleFromTheNotesFirstOn) {
  const int begins = 37;
  Samples in = noise(2'000);
  std::fill_n(in.begin(), begins, 0.0F);
  for (const int coarse : {2, 3, 16, 100}) {
    const Take take(in, {{"coarse", static_cast<float>(coarse)}}, {{begins, true}});
    for (int n = begins; n < 2'000; ++n) {
      ASSERT_EQ(take.left()[n], in[begins + (n - begins) / coarse * coarse]) << coarse << ' ' << n;
    }
  }
  expect_same_bits(Take(in, {{"coarse", 1.0F}}).left(), in);
  int taken = 0;
  const Samples out = Take(in, {{"coarse", 2.5F}}).left();
  for (std::size_t n = 1; n < out.size(); ++n) taken += out[n] != out[n - 1] ? 1 : 0;
  EXPECT_NEAR(taken, (2'000 - begins) / 2.5, 2.0);
}

/// In dB, of a tone.
double response(double hz, const Values& values) {
  return gain_db_of("strip", hz, kRate, [&](ModuleBench& bench) {
    bench.set("pan", 0.0F);
    for (const auto& [name, value] : values) bench.set(name, value);
  });
}

TEST(Strip, FiltersAreThoseOfTheirFrequencyAndResonance) {
  for (const float freq : {300.0F, 2'000.0F}) {
    for (const float resonance : {0.0F, 0.2F, 0.5F}) {
      const double q = std::pow(1'000.0, static_cast<double>(resonance));
      for (const double hz : {100.0, 300.0, 700.0, 2'000.0, 6'000.0}) {
        const auto s = warped(hz, static_cast<double>(freq), kRate);
        const auto den = s * s + s / q + 1.0;
        EXPECT_NEAR(response(hz, {{"cutoff", freq}, {"resonance", resonance}}),
                    db_of(std::abs(1.0 / den)), 0.05)
            << freq << ' ' << resonance << ' ' << hz;
        EXPECT_NEAR(response(hz, {{"hcutoff", freq}, {"hresonance", resonance}}),
                    db_of(std::abs(s * s / den)), 0.05)
            << freq << ' ' << resonance << ' ' << hz;
      }
    }
  }
}

TEST(Strip, ABandPassIsAsLoudAtItsCentreAsItIsNarrow) {
  for (const float q : {1.0F, 4.0F, 10.0F}) {
    EXPECT_NEAR(response(1'000.0, {{"bandf", 1'000.0F}, {"bandq", q}}),
                db_of(static_cast<double>(q)), 0.05);
    for (const double hz : {200.0, 5'000.0}) {
      const auto s = warped(hz, 1'000.0, kRate);
      EXPECT_NEAR(response(hz, {{"bandf", 1'000.0F}, {"bandq", q}}),
                  db_of(std::abs(s / (s * s + s / static_cast<double>(q) + 1.0))), 0.05);
    }
  }
}

/// SuperCollider's segment from 0 to 1 of curve -3.
double curve(double x) { return (1.0 - std::exp(-3.0 * x)) / (1.0 - std::exp(-3.0)); }

TEST(Strip, AnEnvelopeRisesHoldsAndFallsByItsCurve) {
  const int begins = 100;
  const Take take(steady(24'000, begins), {{"attack", 0.05F}, {"hold", 0.1F}, {"release", 0.2F}},
                  {{begins, true}});
  for (int n = begins; n < 24'000; ++n) {
    const double t = (n - begins) / 48'000.0;
    double wanted = 1.0;
    if (t < 0.05) wanted = curve(t / 0.05);
    if (t >= 0.15) wanted = t < 0.35 ? 1.0 - curve((t - 0.15) / 0.2) : 0.0;
    ASSERT_NEAR(take.left()[n], wanted, 2e-4) << t;
  }
  EXPECT_EQ(take.left().back(), 0.0F);
}

TEST(Strip, AnEnvelopeWithoutAReleaseStaysOpenAndOneOfAHoldAloneIsNone) {
  const Samples in = noise(10'000);
  const Take rises(in, {{"attack", 0.1F}});
  EXPECT_LT(peak({rises.left().data(), 48}), 0.05F);
  for (int n = 4'801; n < 10'000; ++n) ASSERT_EQ(rises.left()[n], in[n]) << n;
  expect_same_bits(Take(in, {{"hold", 0.05F}}).left(), in);
  const Take falls(in, {{"release", 0.1F}});
  EXPECT_EQ(falls.left()[0], in[0]);
  expect_zeros({falls.left().begin() + 4'801, falls.left().end()});
}

TEST(Strip, WhatANoteBeganWithIsItsEnvelopeAndItsVowelToTheEnd) {
  const Samples in = noise(4'000);
  for (const auto* const name : {"attack", "release", "vowel"}) {
    ModuleBench bench("strip", 4'000, kRate);
    bench.input(0) = bench.input(1) = in;
    bench.set("pan", 0.0F);
    std::fill(bench.param(name).begin() + 500, bench.param(name).end(), 1.0F);
    bench.run({{0, true}, {3'000, true}});
    for (int n = 0; n < 3'000; ++n) ASSERT_EQ(bench.output()[n], in[n]) << name << ' ' << n;
    EXPECT_NE(Samples(bench.output().begin() + 3'200, bench.output().end()),
              Samples(in.begin() + 3'200, in.end()))
        << name;
  }
}

TEST(Strip, TremoloBeginsOpenAndIsSuperDirts) {
  for (const float depth : {0.3F, 1.0F}) {
    const int begins = 19;
    const Take take(steady(48'000, begins), {{"tremolorate", 5.0F}, {"tremolodepth", depth}},
                    {{begins, true}});
    for (int n = begins; n < 48'000; ++n) {
      const double half = static_cast<double>(depth) / 2.0;
      const double turn = 2.0 * std::numbers::pi * 5.0 * (n - begins) / 48'000.0;
      ASSERT_NEAR(take.left()[n], 1.0 - half + half * std::cos(turn), 2e-5) << n;
    }
  }
}

/// At its start its four allpasses turn 900 Hz by a whole turn, 373 Hz by half a turn.
TEST(Strip, APhaserAddsWhatFourAllpassesTurn) {
  for (const float depth : {0.5F, 0.9F}) {
    for (const double hz : {100.0, 373.0, 900.0, 3'000.0}) {
      const auto s = warped(hz, 900.0, kRate);
      const auto allpass = (1.0 - s) / (1.0 + s);
      const auto wanted = 1.0 + static_cast<double>(depth) * std::pow(allpass, 4);
      EXPECT_NEAR(response(hz, {{"phaserrate", 1e-5F}, {"phaserdepth", depth}}),
                  db_of(std::abs(wanted)), 0.1)
          << depth << ' ' << hz;
    }
  }
  // And it moves: a notch passes a tone.
  const Take take(tone(96'000, 373.0), {{"phaserrate", 1.0F}, {"phaserdepth", 1.0F}});
  double least = 1.0, most = 0.0;
  for (int from = 0; from < 96'000; from += 1'000) {
    const double level = rms({take.left().data() + from, 1'000});
    least = std::min(least, level), most = std::max(most, level);
  }
  EXPECT_LT(least, 0.2 * most);
}

struct Formant {
  double hz, db, width;
};

/// Of a tenor's a and i (Csound manual): bandpasses of three tenths of their q, side by side.
TEST(Strip, AVowelIsItsFiveFormants) {
  const std::vector<Formant> a{
      {650, 0, 80}, {1080, -6, 90}, {2650, -7, 120}, {2900, -8, 130}, {3250, -22, 140}};
  const std::vector<Formant> i{
      {290, 0, 40}, {1870, -15, 90}, {2800, -18, 100}, {3250, -20, 120}, {3540, -30, 120}};
  for (const auto& [vowel, formants] : {std::pair{1.0F, a}, std::pair{3.0F, i}}) {
    for (const double hz : {100.0, 290.0, 650.0, 1'080.0, 1'500.0, 2'700.0, 6'000.0}) {
      std::complex<double> wanted = 0.0;
      for (const Formant& formant : formants) {
        const auto s = warped(hz, formant.hz, kRate);
        const double q = 0.3 * formant.hz / formant.width;
        wanted += 2.5 * std::pow(10.0, formant.db / 20.0) * (s / q) / (s * s + s / q + 1.0);
      }
      EXPECT_NEAR(response(hz, {{"vowel", vowel}}), db_of(std::abs(wanted)), 0.1) << hz;
    }
  }
}

TEST(Strip, WhatIsSungIsAboutAsLoudAsItWas) {
  // A saw, as harmonics up to 6 kHz.
  Samples saw(48'000, 0.0F);
  for (int k = 1; k < 40; ++k) {
    const Samples part = tone(48'000, 150.0 * k, 0.3 / k);
    for (std::size_t n = 0; n < saw.size(); ++n) saw[n] += part[n];
  }
  for (int vowel = 1; vowel <= 5; ++vowel) {
    const Take take(saw, {{"vowel", static_cast<float>(vowel)}});
    EXPECT_NEAR(db_of(rms(take.left()) / rms(saw)), 0.0, 4.0) << vowel;
  }
}

TEST(Strip, AGateBeginsAllAnew) {
  const Values all{{"vowel", 2.0F},      {"shape", 0.3F},       {"hcutoff", 200.0F},
                   {"bandf", 900.0F},    {"bandq", 2.0F},       {"coarse", 3.0F},
                   {"cutoff", 3'000.0F}, {"resonance", 0.3F},   {"attack", 0.01F},
                   {"release", 0.1F},    {"tremolorate", 7.0F}, {"phaserrate", 3.0F},
                   {"gain", 0.7F},       {"room", 0.5F}};
  const Samples in = noise(4'096);
  Samples twice(8'192, 0.0F);
  // The first has died away, and the second begins as it did, at another place of a tick.
  std::copy(in.begin(), in.begin() + 1'000, twice.begin());
  std::copy(in.begin(), in.begin() + 1'000, twice.begin() + 7'005);
  const Take take(twice, all, {{0, true}, {7'005, true}});
  for (int n = 0; n < 900; ++n) {
    ASSERT_NEAR(take.left()[n], take.left()[7'005 + n], 2e-3) << n;
  }
  EXPECT_GT(peak({take.left().data() + 7'005, 900}), 0.02F);
}

TEST(Strip, ANoteThatBeginsInSilenceLosesNothingOfItsFirstSample) {
  Samples in(2'000, 0.0F);
  std::fill(in.begin() + 701, in.end(), 0.8F);
  const Take take(in, {{"cutoff", 0.0F}}, {{0, true}, {701, true}});
  expect_same_bits(take.left(), in);
}

TEST(Strip, AVoiceThatIsTakenDoesNotClick) {
  // What a voice still has goes on under a note that is placed and filtered in another way.
  ModuleBench bench("strip", 8'000, kRate);
  bench.input(0) = bench.input(1) = tone(8'000, 220.0);
  const auto from_there = [&](const char* name, float value) {
    std::fill(bench.param(name).begin() + 4'000, bench.param(name).end(), value);
  };
  bench.set("pan", 0.1F).set("room", 0.3F);
  from_there("pan", 0.9F), from_there("gain", 0.2F), from_there("cutoff", 3'000.0F);
  from_there("room", 1.0F), from_there("attack", 0.05F);
  bench.run({{0, true}, {4'000, true}});
  for (std::size_t port = 0; port < 4; ++port) {
    EXPECT_LT(steepest({bench.output(port).data() + 100, 7'900}), 0.02F) << port;
  }
}

TEST(Strip, FiltersComeAndGoInANoteWithoutAClick) {
  ModuleBench bench("strip", 24'000, kRate);
  bench.input(0) = bench.input(1) = tone(24'000, 220.0);
  bench.set("pan", 0.0F);
  for (const auto* const name : {"hcutoff", "cutoff", "bandf"}) {
    for (int n = 6'000; n < 12'000; ++n) bench.param(name)[n] = 500.0F;
  }
  bench.set("bandq", 1.0F).run({{0, true}});
  EXPECT_LT(steepest(bench.output()), 0.03F);
  for (int n = 13'000; n < 24'000; ++n) ASSERT_EQ(bench.output()[n], bench.input(0)[n]) << n;
}

/// How a module rests.
Rest rest_of(const Values& values, int sounding, int silent) {
  const ModuleInfo& type = *test::built_in_catalog().find("strip");
  const ModuleCode& code = *test::built_in_modules().find(type.id());
  std::vector<StateBlock> state(type.bytes(48'000) / sizeof(StateBlock) + 1);
  const unsigned identity = 1;
  code.one.init(state.data(), kRate, &identity);
  std::vector<float> still;
  for (const ParameterInfo& row : type.params) still.push_back(row.initial);
  for (const auto& [name, value] : values) still[find_param(type, name)] = value;
  std::vector<Param> params;
  for (const float& value : still) params.push_back({&value, 0});
  std::vector<Samples> out(type.outputs.size(), Samples(kMaxBlockFrames));
  std::vector<float*> outputs;
  for (Samples& samples : out) outputs.push_back(samples.data());
  code.one.gate(state.data(), 0, true, 1.0F, still.data());
  Rest rest = Rest::kNone;
  for (int at = 0; at < sounding + silent; at += 64) {
    const Samples in = at < sounding ? noise(64) : Samples(64, 0.0F);
    const float* inputs[] = {in.data(), in.data()};
    rest = code.one.process(state.data(), {.frame = at,
                                           .frames = 64,
                                           .rate = kRate,
                                           .inputs = inputs,
                                           .outputs = outputs.data(),
                                           .params = params.data()});
  }
  return rest;
}

TEST(Strip, SleepsWhenWhatItDoesHasDiedAway) {
  const std::vector<Values> all{{},
                                {{"vowel", 3.0F}},
                                {{"cutoff", 500.0F}, {"resonance", 0.3F}},
                                {{"hcutoff", 500.0F}, {"bandf", 900.0F}},
                                {{"coarse", 7.0F}, {"crush", 4.0F}, {"shape", 0.5F}},
                                {{"attack", 0.1F}, {"release", 0.5F}},
                                {{"tremolorate", 3.0F}},
                                {{"phaserrate", 3.0F}},
                                {{"room", 0.5F}, {"delay", 0.5F}, {"pan", 0.3F}}};
  for (std::size_t n = 0; n < all.size(); ++n) {
    EXPECT_EQ(rest_of(all[n], 6'400, 0), Rest::kNone) << n;
    EXPECT_EQ(rest_of(all[n], 6'400, 64'000), Rest::kQuiet) << n;
  }
}

}  // namespace
}  // namespace chronus::engine

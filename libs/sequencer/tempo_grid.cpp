// SPDX-License-Identifier: MIT
#include "sequencer/tempo_grid.hpp"

#include <cmath>

#include "base/check.hpp"

namespace chronus::sequencer {
namespace {

// frames = beats · 60 · rate / bpm. With beats in ticks the 60 is divided out of the tick, which
// is what leaves room for a century in 128 bits.
constexpr std::int64_t kTicksPerSixtieth = kTicksPerBeat / 60;
static_assert(kTicksPerBeat % 60 == 0);

// locate() divides N = frames · D by D = kTicksPerSixtieth · denominator · mantissa.
constexpr UInt128 kMaxDivisor = (UInt128{kTicksPerSixtieth} * kMaxDivision) << 53U;
constexpr UInt128 kCenturyFrames = UInt128{100} * 31'557'600 * kMaxRate;
static_assert(kCenturyFrames <= ~UInt128{0} / kMaxDivisor);
// Its remainder is shifted left by 32 bits, twice.
static_assert(kMaxDivisor < UInt128{1} << 96U);
// A century of ticks at the highest tempo is an int64.
static_assert(Int128{100} * 31'557'600 / 60 * 999 * kTicksPerBeat < Int128{1} << 62);
// Two ticks never share an exact frame, and a tick is shorter than a frame.
static_assert(60 * kMaxRate < kTicksPerBeat * kMinBpm);

constexpr int kSearchLimit = 64;

/// The smallest n whose at(n) ≥ target, for a rising `at` of about `unit` frames a step. Floats
/// only guess, the integers decide.
template <class At>
std::int64_t first_reaching(const At& at, std::int64_t guess, double unit, Int128 target) {
  std::int64_t n = guess;
  for (int i = 0; i < 4; ++i) {
    const double frames = static_cast<double>(target - at(n)) * 0x1p-64;
    n += static_cast<std::int64_t>(std::floor(frames / unit));
  }
  for (int i = 0; i < kSearchLimit && at(n - 1) >= target; ++i) --n;
  for (int i = 0; i < kSearchLimit && at(n) < target; ++i) ++n;
  return n;
}

/// nearest() ≥ frame is the same as lying at or after this.
Int128 rounds_to(Frame frame) { return frame * ExactFrame::kOneFrame - ExactFrame::kOneFrame / 2; }

}  // namespace

TempoGrid::TempoGrid(int rate, double bpm, ExactFrame start) : rate_(rate), anchor_frame_(start) {
  CHRONUS_CHECK(rate >= kMinRate && rate <= kMaxRate);
  set_bpm(bpm);
}

void TempoGrid::set_bpm(double bpm) {
  CHRONUS_CHECK(bpm >= kMinBpm && bpm <= kMaxBpm);
  int exponent = 0;
  const double fraction = std::frexp(bpm, &exponent);
  mantissa_ = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  shift_ = 53 - exponent;
  while (shift_ > 0 && mantissa_ % 2 == 0) {
    mantissa_ /= 2;
    --shift_;
  }
  bpm_ = bpm;
}

Int128 TempoGrid::locate(Tick tick, std::int64_t numerator, std::int64_t denominator) const {
  const Int128 delta = static_cast<Int128>(tick - anchor_) * denominator +
                       static_cast<Int128>(numerator) * kTicksPerBeat;
  const bool before = delta < 0;
  const auto distance = static_cast<UInt128>(before ? -delta : delta);
  const UInt128 divisor = UInt128{kTicksPerSixtieth} * static_cast<UInt128>(denominator) *
                          static_cast<UInt128>(mantissa_);
  const UInt128 dividend = (distance * static_cast<UInt128>(rate_)) << shift_;
  UInt128 quotient = dividend / divisor;
  UInt128 remainder = dividend % divisor;
  for (int i = 0; i < 2; ++i) {
    remainder <<= 32U;
    quotient = (quotient << 32U) | (remainder / divisor);
    remainder %= divisor;
  }
  const auto offset = static_cast<Int128>(quotient);
  const Int128 anchor = anchor_frame_.fixed();
  // Always cut downwards, so that a position is the floor of the true one on both sides.
  return before ? anchor - offset - (remainder != 0 ? 1 : 0) : anchor + offset;
}

ExactFrame TempoGrid::at(Beat beat) const {
  if (kTicksPerBeat % beat.denominator == 0) {
    return at_tick(beat.numerator * (kTicksPerBeat / beat.denominator));
  }
  CHRONUS_CHECK(beat.denominator <= kMaxDivision);
  return ExactFrame::from_fixed(locate(0, beat.numerator, beat.denominator));
}

ExactFrame TempoGrid::at_tick(Tick tick) const {
  return ExactFrame::from_fixed(locate(tick, 0, 1));
}

ExactFrame TempoGrid::at_step(Tick origin, std::int64_t step, int division) const {
  return ExactFrame::from_fixed(locate(origin, 4 * step, division));
}

Tick TempoGrid::tick_at(ExactFrame position) const {
  const Int128 target = position.fixed();
  const auto at = [&](Tick tick) { return locate(tick, 0, 1); };
  const Tick after =
      first_reaching(at, anchor_, frames_per_beat() / static_cast<double>(kTicksPerBeat), target);
  return at(after) - target <= target - at(after - 1) ? after : after - 1;
}

void TempoGrid::set_tempo_from(Beat beat, double bpm) { set_tempo_at(at(beat), bpm); }

Tick TempoGrid::set_tempo_at(ExactFrame position, double bpm) {
  anchor_ = tick_at(position);
  anchor_frame_ = position;
  set_bpm(bpm);
  return anchor_;
}

std::int64_t TempoGrid::next_step(Tick origin, Frame frame, int division) const {
  const auto at = [&](std::int64_t n) { return locate(origin, 4 * n, division); };
  const auto guess = static_cast<std::int64_t>(static_cast<Int128>(anchor_ - origin) * division /
                                               (4 * kTicksPerBeat));
  return first_reaching(at, guess, 4.0 * frames_per_beat() / division, rounds_to(frame));
}

Tick TempoGrid::next_multiple(Tick origin, Tick stride, Frame frame) const {
  const auto at = [&](std::int64_t n) { return locate(origin + n * stride, 0, 1); };
  const double unit =
      frames_per_beat() * static_cast<double>(stride) / static_cast<double>(kTicksPerBeat);
  return origin + stride * first_reaching(at, (anchor_ - origin) / stride, unit, rounds_to(frame));
}

Tick TempoGrid::next_tempo_tick(Frame frame) const {
  return next_multiple(0, kTicksPerBeat / kTempoTicksPerBeat, frame);
}

}  // namespace chronus::sequencer

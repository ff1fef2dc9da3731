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
Int128 rounds_to(Frame frame) {
  return frame * ExactFrame::kOneFrame - (ExactFrame::kOneFrame - ExactFrame::kHalf);
}

// The part of a tick is located with so many bits of it, shifted by the tempo's 52 at the most.
constexpr int kPartBits = 48;
static_assert((UInt128{kMaxRate} << (kPartBits + 52)) < UInt128{1} << 127U);
static_assert((UInt128{kTicksPerSixtieth} << (kPartBits + 53)) < UInt128{1} << 127U);

}  // namespace

TempoGrid::Tempo::Tempo(double bpm) {
  CHRONUS_CHECK(bpm >= kMinBpm && bpm <= kMaxBpm);
  int exponent = 0;
  const double fraction = std::frexp(bpm, &exponent);
  auto whole = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  int bits = 53 - exponent;
  for (; bits > 0 && whole % 2 == 0; --bits) whole /= 2;
  mantissa = whole & ((std::uint64_t{1} << 56U) - 1);
  shift = static_cast<std::uint64_t>(bits) & 0xFFU;
}

double TempoGrid::Tempo::bpm() const {
  return std::ldexp(static_cast<double>(mantissa), -static_cast<int>(shift));
}

TempoGrid::TempoGrid(int rate, double bpm, ExactFrame start)
    : rate_(rate), bpm_(bpm), tempo_(bpm), before_(tempo_), anchor_frame_(start) {
  CHRONUS_CHECK(rate >= kMinRate && rate <= kMaxRate);
}

double TempoGrid::frames_per_beat(Int128 fixed) const {
  return 60.0 * rate_ / (fixed < anchor_frame_.fixed() ? before_.bpm() : bpm_);
}

Int128 TempoGrid::locate(Tick tick, std::int64_t numerator, std::int64_t denominator) const {
  const Int128 delta = static_cast<Int128>(tick - anchor_) * denominator +
                       static_cast<Int128>(numerator) * kTicksPerBeat;
  const bool before = delta < 0;
  const Tempo& tempo = before ? before_ : tempo_;
  const auto distance = static_cast<UInt128>(before ? -delta : delta);
  const UInt128 divisor =
      UInt128{kTicksPerSixtieth} * static_cast<UInt128>(denominator) * UInt128{tempo.mantissa};
  const UInt128 dividend = (distance * static_cast<UInt128>(rate_)) << tempo.shift;
  UInt128 quotient = dividend / divisor;
  UInt128 remainder = dividend - quotient * divisor;
  for (int i = 0; i < 2; ++i) {
    remainder <<= 32U;
    const UInt128 digits = remainder / divisor;
    quotient = (quotient << 32U) | digits;
    remainder -= digits * divisor;
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

ExactFrame TempoGrid::at_position(SongPosition position) const {
  const Int128 tick = locate(position.tick, 0, 1);
  if (position.fraction == 0) return ExactFrame::from_fixed(tick);
  // The anchor is a tick: the part behind this one has one tempo.
  const Tempo& tempo = position.tick < anchor_ ? before_ : tempo_;
  const UInt128 part = position.fraction >> (64 - kPartBits);
  const UInt128 frames = ((part * static_cast<UInt128>(rate_)) << tempo.shift) /
                         (UInt128{kTicksPerSixtieth} * UInt128{tempo.mantissa});
  return ExactFrame::from_fixed(tick + static_cast<Int128>(frames << (64 - kPartBits)));
}

SongPosition TempoGrid::position_at(ExactFrame position) const {
  Tick tick = tick_at(position);
  if (at_tick(tick) > position) --tick;
  const Tempo& tempo = tick < anchor_ ? before_ : tempo_;
  const Int128 rest = position.fixed() - locate(tick, 0, 1);
  const UInt128 part = ((static_cast<UInt128>(rest) >> (64 - kPartBits)) *
                        UInt128{kTicksPerSixtieth} * UInt128{tempo.mantissa}) /
                       (static_cast<UInt128>(rate_) << tempo.shift);
  return SongPosition::from_fixed((static_cast<Int128>(tick) << 64) +
                                  static_cast<Int128>(part << (64 - kPartBits)));
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
  const Tick after = first_reaching(
      at, anchor_, frames_per_beat(target) / static_cast<double>(kTicksPerBeat), target);
  return at(after) - target <= target - at(after - 1) ? after : after - 1;
}

void TempoGrid::set_tempo_from(Beat beat, double bpm) { set_tempo_at(at(beat), bpm); }

Tick TempoGrid::set_tempo_at(ExactFrame position, double bpm) {
  const Tick tick = tick_at(position);
  if (position > anchor_frame_) before_ = tempo_;
  anchor_ = tick;
  anchor_frame_ = position;
  tempo_ = Tempo(bpm);
  bpm_ = bpm;
  return anchor_;
}

std::int64_t TempoGrid::next_step(Tick origin, Frame frame, int division) const {
  const auto at = [&](std::int64_t n) { return locate(origin, 4 * n, division); };
  const auto guess = static_cast<std::int64_t>(static_cast<Int128>(anchor_ - origin) * division /
                                               (4 * kTicksPerBeat));
  const Int128 target = rounds_to(frame);
  return first_reaching(at, guess, 4.0 * frames_per_beat(target) / division, target);
}

Tick TempoGrid::next_multiple(Tick origin, Tick stride, Frame frame) const {
  const auto at = [&](std::int64_t n) { return locate(origin + n * stride, 0, 1); };
  const Int128 target = rounds_to(frame);
  const double unit =
      frames_per_beat(target) * static_cast<double>(stride) / static_cast<double>(kTicksPerBeat);
  return origin + stride * first_reaching(at, (anchor_ - origin) / stride, unit, target);
}

Tick TempoGrid::next_tempo_tick(Frame frame) const {
  return next_multiple(0, kTicksPerBeat / kTempoTicksPerBeat, frame);
}

}  // namespace chronus::sequencer

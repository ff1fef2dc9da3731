// SPDX-License-Identifier: MIT
// A week of music through conductor and engine, as fast as it goes and into no file: whether every
// step is on its frame to the end, whether what oscillates is where it should be, whether anything
// grows. Prints what it saw; exit status 1 where it is not as it must be.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "catalog/built_in.hpp"
#include "engine/built_in_code.hpp"
#include "engine/kernels.hpp"
#include "engine/simd.hpp"
#include "offline/offline_renderer.hpp"
#include "score/score.hpp"
#include "tests/soak/week_checks.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::soak {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 4};
constexpr Frame kMinute = Frame{60} * kFormat.rate;
constexpr Frame kHour = 60 * kMinute;
constexpr Frame kDay = 24 * kHour;
enum Channel { kTone, kGates, kNotes, kMusic };

constexpr float kTone_hz = 437.3F;
constexpr double kTone_level = 0.5;
constexpr double kGates_bpm = 133.7;
constexpr double kNotes_bpm = 97.31;
/// Where a sine's value of 24 bits may lie beside its formula.
constexpr double kToneWithin = 1e-6;
/// What an oscillator gains in a week by fractions of 2^-64 of a turn a frame is below 1e-8 turns;
/// filters and echoes round in single precision.
constexpr double kMusicWithin = 1e-5;
constexpr std::int64_t kGrowth_kib = 256;

/// The music comes round every minute: whole numbers of Hz, 4 seconds of a slow wave, bars of 2,
/// and nothing with chance in it.
constexpr const char* kScore = R"score(
0 /transport/bpm 120
0 /patch/create tone sine
0 /patch/create gates adsr
0 /patch/create voice sine 2
0 /patch/create notes adsr 2
0 /patch/create bass osc
0 /patch/create slow lfo
0 /patch/create low svf
0 /patch/create shape adsr
0 /patch/create echo delay
0 /patch/create mix mixer
0 /patch/connect tone output.1
0 /patch/connect gates.env output.2
0 /patch/connect voice notes
0 /patch/connect notes.env output.3
0 /patch/connect bass low
0 /patch/connect slow low.freq
0 /patch/connect low shape
0 /patch/connect shape mix.in1
0 /patch/connect shape echo
0 /patch/connect echo mix.in2
0 /patch/connect mix.left output.4
0 /mod/tone/freq 437.3
0 /mod/tone/level 0.5
0 /mod/{gates,notes}/attack 0.001
0 /mod/{gates,notes}/release 0.002
0 /mod/bass/wave saw
0 /mod/bass/freq 55
0 /mod/slow/rate 0.25
0 /mod/slow/depth 400
0 /mod/low/freq 700
0 /mod/echo/time 0.375
0 /patch/commit
0 /seq/create gates
0 /seq/bpm gates 133.7
0 /seq/pattern gates "x.x.x.x. x.x.x.x."
0 /seq/assign gates gate gates
0 /seq/create notes
0 /seq/bpm notes 97.31
0 /seq/pattern notes "x.x.x.x. x.x.x.x."
0 /seq/param_lane notes note "c4 . e4 . g4 . b4 . d5 . c4 . a3 . f3 ."
0 /seq/assign notes param voice note
0 /seq/create bass
0 /seq/pattern bass "x.xx .x.x x..x .xx."
0 /seq/assign bass gate shape
0 /seq/start_all
)score";

class Week {
 public:
  explicit Week(Frame length)
      : length_(length), minute_(kMinute, length - kMinute - length % kMinute, kFormat.rate) {}

  /// A second of it.
  void hear(const std::vector<float>& frames) {
    for (const float sample : frames) never_finite_ += sample - sample;
    each(frames, kGates, [&](Frame frame, float sample) { gates_.hear(frame, sample); });
    each(frames, kNotes, [&](Frame frame, float sample) { notes_.hear(frame, sample); });
    if (minute_.wants(frame_)) {
      each(frames, kMusic, [&](Frame frame, float sample) { minute_.hear(frame, sample); });
    }
    // A second of each hour, and the last.
    if (frame_ % kHour == 0 || frame_ + kFormat.rate >= length_) {
      each(frames, kTone, [&](Frame frame, float sample) { tone_.hear(frame, sample); });
    }
    frame_ += kFormat.rate;
    if (frame_ % kHour == 0) look_at_holdings();
  }

  /// Whether all is as it must be.
  bool judge() const {
    bool is_right = tell(never_finite_ == 0.0F, "every sample is a number");
    is_right &= tell(gates_.are_right(length_), gates_.text(length_));
    is_right &= tell(notes_.are_right(length_), notes_.text(length_));
    is_right &= tell(tone_.furthest() <= kToneWithin,
                     "sine: within " + number(tone_.furthest()) + " of its formula, to the end");
    const bool comes_round = minute_.furthest() <= kMusicWithin && minute_.loudest() > 0.1;
    is_right &=
        tell(comes_round, "music: its last minute is within " + number(minute_.furthest()) +
                              " of its second one, whose peak is " + number(minute_.loudest()));
    return is_right && tell(are_flat(), holdings_text());
  }

 private:
  template <class Hear>
  void each(const std::vector<float>& frames, Channel channel, Hear hear) const {
    Frame frame = frame_;
    for (std::size_t i = channel; i < frames.size(); i += kFormat.channels)
      hear(frame++, frames[i]);
  }
  static std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", value);
    return text;
  }
  static bool tell(bool is_right, const std::string& what) {
    std::printf("%s%s\n", is_right ? "" : "WRONG: ", what.c_str());
    return is_right;
  }
  /// Once an hour, from the first on: by then everything has happened at least once.
  void look_at_holdings() {
    const auto now = Holdings::now();
    if (!first_) first_ = most_ = now;
    most_.resident_kib = std::max(most_.resident_kib, now.resident_kib);
    most_.descriptors = std::max(most_.descriptors, now.descriptors);
  }
  bool are_flat() const {
    return !first_ || (most_.resident_kib - first_->resident_kib <= kGrowth_kib &&
                       most_.descriptors == first_->descriptors);
  }
  std::string holdings_text() const {
    if (!first_) return "memory: not looked at in less than an hour";
    return "memory: " + std::to_string(first_->resident_kib) + " KiB after an hour, " +
           std::to_string(most_.resident_kib) +
           " at the most; descriptors: " + std::to_string(first_->descriptors) + ", " +
           std::to_string(most_.descriptors);
  }

  Frame length_;
  Frame frame_ = 0;
  float never_finite_ = 0.0F;  // a sum of zeros, else no number
  Steps gates_{"gates at 133.7 BPM", kGates_bpm, kFormat.rate};
  Steps notes_{"notes at 97.31 BPM", kNotes_bpm, kFormat.rate};
  Tone tone_{kTone_hz, kTone_level, kFormat.rate};
  Minute minute_;
  std::optional<Holdings> first_;
  Holdings most_;
};

int run(Frame length) {
  const auto vocabulary = vocabulary::standard();
  const auto catalog = catalog::built_in();
  const auto simd = engine::simd_of_environment();
  const engine::ModuleSet modules(catalog, engine::built_in_code(simd), engine::kernels(simd));
  auto score = score::parse(kScore, kFormat.rate, vocabulary);
  if (!score) return std::fprintf(stderr, "week: %s\n", score.reason().c_str()), 2;
  offline::OfflineRenderer renderer(
      kFormat, modules, vocabulary, std::move(*score),
      [](const std::string& what) { std::fprintf(stderr, "week: %s\n", what.c_str()); });

  Week week(length);
  const std::int64_t start_ns = monotonic_ns();
  std::vector<float> second(static_cast<std::size_t>(kFormat.rate) * kFormat.channels);
  for (Frame frame = 0; frame < length; frame += kFormat.rate) {
    renderer.render(second.data(), kFormat.rate);
    week.hear(second);
    if ((frame + kFormat.rate) % kDay != 0) continue;
    std::printf("day %lld\n", static_cast<long long>((frame + kFormat.rate) / kDay));
    std::fflush(stdout);
  }
  const double took_s = static_cast<double>(monotonic_ns() - start_ns) * 1e-9;
  std::printf("%lld frames in %.0f s, %.0f x real time\n", static_cast<long long>(length), took_s,
              static_cast<double>(length) / kFormat.rate / took_s);
  const bool is_right = week.judge();
  return is_right && renderer.failures() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace chronus::soak

int main(int argc, char** argv) {
  CLI::App app{"week: a week of frames through conductor and engine, held to what they must be."};
  double days = 7.0;
  app.add_option("--days", days, "how many; at least 5 minutes")
      ->check(CLI::Range(0.0035, 400.0))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  // Whole minutes: of what comes round in one.
  const auto minutes = std::llround(days * 24.0 * 60.0);
  return chronus::soak::run(minutes * 60 * 48'000);
}

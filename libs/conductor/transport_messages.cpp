// SPDX-License-Identifier: MIT
#include <cmath>

#include "conductor/conductor.hpp"
#include "conductor/json_text.hpp"
#include "conductor/route.hpp"
#include "sequencer/text.hpp"

namespace chronus::conductor {
namespace {

Outcome transport_bpm(const Call& call) {
  const auto value = call.args.number(0);
  if (!value) return Outcome::failed(value.reason());
  return Outcome::of(call.scene.bank.transport_bpm(*value, call.now));
}

Outcome ask_transport_bpm(const Call& call) {
  return reply(call, {"/transport/bpm.reply", {number_arg(call.scene.bank.transport().bpm())}});
}

constexpr double kMaxSongBeats = 1'000'000.0;

Outcome transport_start(const Call& call) {
  double beats = 0.0;
  const std::size_t count = call.args.count();
  if (count == 2) {
    const auto word = call.args.text(0, "at");
    if (!word || *word != "at") return Outcome::failed("usage: /transport/start [[at] beats]");
  }
  if (count > 0) {
    const auto value = call.args.number(count - 1, "beats", 0.0, kMaxSongBeats);
    if (!value) return Outcome::failed(value.reason());
    beats = *value;
  }
  if (beats < 0.0 || beats > kMaxSongBeats) {
    return Outcome::failed("beats " + sequencer::number(beats) + " is outside 0 to " +
                           sequencer::number(kMaxSongBeats));
  }
  const auto ticks = std::llround(beats * static_cast<double>(sequencer::kTicksPerBeat));
  return Outcome::of(call.scene.bank.start_in_song(ticks, call.now));
}

/// Quarter notes since where steps are counted from.
double song_beats(const sequencer::TempoGrid& grid, Frame frame) {
  return static_cast<double>(grid.tick_at({frame, 0}) - grid.downbeat()) /
         static_cast<double>(sequencer::kTicksPerBeat);
}

Outcome transport_info(const Call& call) {
  const auto& grid = call.scene.bank.transport();
  return reply(
      call, {"/transport/info.reply", {}},
      [frame = call.now, bpm = grid.bpm(), rate = grid.rate(), beat = song_beats(grid, call.now),
       sixteenth = grid.next_sixteenth(call.now).nearest()] {
        return to_text(Json{{"frame", frame},
                            {"seconds", static_cast<double>(frame) / rate},
                            {"bpm", bpm},
                            {"beat", beat},
                            {"next_sixteenth", sixteenth}});
      });
}

constexpr Route kTransportRoutes[] = {
    {.address = "/transport/bpm",
     .perform = transport_bpm,
     .company = Company::kHits,
     .ask = ask_transport_bpm},
    {.address = "/transport/start",
     .perform = transport_start,
     .company = Company::kHits,
     .float_is_button = true},
    {.address = "/transport/info", .perform = transport_info},
};

}  // namespace

std::span<const Route> transport_routes() { return kTransportRoutes; }

}  // namespace chronus::conductor

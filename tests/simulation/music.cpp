// SPDX-License-Identifier: MIT
#include "music.hpp"

#include <map>
#include <utility>

#include "virtual_worker.hpp"
#include "world.hpp"

namespace chronus::simulation {
namespace {

constexpr Frame kSongFrames = 3'200 * World::kFormat.block_frames;
constexpr Frame kPoisonAt = 12'345;

const char* const kPatch = R"(
0 /patch/create kick kick
0 /patch/create n noise
0 /patch/create e adsr
0 /patch/create f biquad
0 /patch/connect n e
0 /patch/connect e f
0 /patch/connect f output
0 /patch/connect kick output
0 /patch/create po osc 3
0 /patch/create pe adsr 3
0 /patch/connect po pe
0 /patch/connect pe output
0 /patch/commit
0 /mod/e/release 2
0 /mod/pe/release 0.03
0 /mod/po/glide 0.02
)";

const char* const kGroove = R"(
0 /seq/create k
0 /seq/config k 400 16 16
0 /seq/pattern k x.xx.x.x
0 /seq/assign k gate kick
0 /seq/create l
0 /seq/config l 377.7 16 16
0 /seq/pattern l xxxx.xxx
0 /seq/param_lane l freq "200 900 4000 . 100"
0 /seq/assign l gate e
0 /seq/assign l param f freq
0 /seq/create p
0 /seq/config p 365 16 16
0 /seq/pattern p xx-.x.xx
0 /seq/param_lane p note "c4+e4+g4 48 55 . c5+eb4"
0 /seq/assign p param po note freq
0 /seq/start_all
0.03 /note/po 72.5 0.5 0.2
0.07 /note/pe a3 0.9
0.11 /note/po 72.5 0.7 0.05
0.14 /note/pe a3 0
0.21 /note/po 30 100 0.3
0.26 /note/po/off
)";

const char* const kCommit = R"(
0.05 /patch/edit
0.05 /patch/create lf lfo
0.05 /mod/lf/depth 500
0.05 /patch/connect lf f.freq
0.05 /patch/commit
)";

const char* const kTempo = R"(
0.1 /seq/bpm k 911
0.15 /seq/pattern k xxxxx.xx
0.17 /panic
0.173 /gate/e 1
0.185 /seq/start_all
0.2 /seq/bpm l 123.4
0.31 /seq/bpm k 333
)";

std::string score_of(int song) {
  std::string score = kPatch;
  score += kGroove;
  if (song % 2 == 1) score += kCommit;
  if (song / 2 == 1) score += kTempo;
  return score;
}

}  // namespace

Frame song_frames() { return kSongFrames; }

Music music(int song, Poison poison) {
  static std::map<int, std::vector<float>> references;
  auto& rendered = references[song];
  const std::string score = score_of(song);
  if (rendered.empty()) {
    rendered = reference(score, static_cast<std::size_t>(kSongFrames * World::kFormat.channels));
  }
  Music made{score, &rendered, song % 2 == 1 ? Frame{6'000} : Frame{0}, -1};
  if (poison == Poison::kNone) return made;
  made.poison_at = kPoisonAt;
  made.score += std::to_string(kPoisonAt) + "f /mod/e/sustain " +
                std::to_string(poison == Poison::kKills ? kKillingValue : kHangingValue) + "\n";
  return made;
}

}  // namespace chronus::simulation

// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "conductor/scene_lines.hpp"
#include "conductor/sequencer_info.hpp"
#include "session/replay.hpp"
#include "session/saved_session.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"

namespace chronus::session {

inline constexpr StreamFormat kFormat{48'000, 128, 2};

struct Step {
  std::string id;
  int step = 0;
  Frame frame = 0;
  bool operator==(const Step&) const = default;
};

inline void PrintTo(const Step& step, std::ostream* out) {
  *out << step.id << ' ' << step.step << " on " << step.frame;
}

/// A run whose session is kept as text.
class Performance : public conductor::Studio {
 public:
  /// Two patches' worth of everything that has a place: cycles, chains, conditions, chance, swing,
  /// a tempo of its own that no frame divides.
  void play() {
    for (const char* line :
         {"/transport/bpm 133.7", "/seq/create kick", "/seq/pattern kick x..xx.X.x..x..x.",
          "/seq/assign kick gate adsr1", "/seq/cond kick \"1:2 . PRE 3:4 !PRE 1ST . 2:3\"",
          "/seq/prob kick 0.5", "/seq/swing kick 61.5", "/seq/create line",
          "/seq/config line 91.3 7 12", "/seq/param_lane line note \"a2 . c3 e3 . g3 d3\"",
          "/seq/chain line x..x... xx..X.. X......", "/seq/assign line param sine1 note freq",
          "/seq/create late", "/seq/nudge late \"0 0.2 -0.2 0.3\"", "/seq/start kick",
          "/seq/start line"}) {
      say(line);
    }
    run_to(now + 30'000);
    say("/seq/start late");
  }

  /// A gate that is open, notes that are held, one of ten seconds and one of a tenth.
  void hold() {
    for (const char* line : {"/patch/edit", "/patch/create o osc 4", "/patch/create e adsr 4",
                             "/patch/connect o e", "/patch/connect e output", "/patch/commit"}) {
      say(line);
    }
    run_to(now + 1'280);
    for (const char* line :
         {"/note/o a4 0.5", "/note/o a4 0", "/gate/adsr1 1 0.8", "/note/o c4 0.5",
          "/note/e 60.5 0.25", "/note/o g4 0.5 10", "/note/o b4 0.5 0.1"}) {
      say(line);
    }
  }

  /// A snapshot of what there is, as it stands.
  void keep(std::int64_t unix_ns = 0) {
    const auto& scene = conductor.scene();
    text = snapshot_text(kFormat, {conductor.horizon(), unix_ns}, "",
                         conductor::scene_lines(scene, conductor.horizon()));
    stage.journal.clear();
  }
  /// And what has changed since.
  std::string kept() const {
    std::string all = text;
    for (const auto& line : stage.journal) all += line + "\n";
    return all;
  }

  std::vector<Step> steps(Frame from, Frame to, Frame shift = 0) const {
    std::vector<Step> steps;
    for (const auto& event : stage.events) {
      if (!event.starts_with("step ")) continue;
      const auto json = nlohmann::json::parse(event.substr(5));
      const Step step{json["id"], json["step"], json["frame"].get<Frame>() + shift};
      if (step.frame >= from && step.frame < to) steps.push_back(step);
    }
    return steps;
  }
  /// What reached the engine: "op module value" and the frame.
  std::vector<std::string> commands(Frame from, Frame to, Frame shift = 0) const {
    std::vector<std::string> told;
    for (const auto& command : stage.commands) {
      const Frame frame = command.frame + shift;
      if (frame < from || frame >= to || command.op == engine::Op::kSwapPatch) continue;
      told.push_back(std::to_string(frame) + ": " + std::to_string(static_cast<int>(command.op)) +
                     " " + conductor.module_at(Place{command.module}) + " " +
                     std::to_string(command.value));
    }
    return told;
  }

  std::string text;
};

inline SavedSession saved_of(const std::string& text) {
  SavedSession saved;
  Unfit unfit;
  EXPECT_TRUE(read_session(text, test::standard_vocabulary(), &saved, &unfit)) << unfit.reason;
  return saved;
}

inline std::unique_ptr<Replay> replay(const std::string& text) {
  return std::make_unique<Replay>(saved_of(text), test::built_in_catalog(),
                                  test::standard_vocabulary(), false);
}

inline score::Score score_at(Frame frame, std::vector<osc::Message> lines) {
  score::Score score;
  for (auto& line : lines) score.events.push_back({frame, 0, std::move(line)});
  return score;
}

/// The settings of a session from frame 1 on, and from `here` on it plays.
class Restored : public Performance {
 public:
  Restored(Replay& replay, Frame here) {
    conductor.load_score(score_at(1, replay.settings(false)));
    run_to(here);
    conductor.load_score(score_at(here, replay.places(kFormat.rate)));
  }
};

}  // namespace chronus::session

// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "conductor/sequencer_info.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"

namespace chronus::conductor {

/// A set, and what it is as far as it can be undone.
class SetTest : public testing::Test {
 protected:
  /// Past the crossfade before.
  void settle() { studio.run_to(studio.now + 960); }
  void say(const std::string& line) {
    studio.say(line);
    EXPECT_FALSE(studio.answer().starts_with("fail ")) << line << ": " << studio.answer();
  }
  void say_all(const std::vector<std::string>& lines) {
    for (const auto& line : lines) say(line);
  }
  std::string undo(const std::string& line = "/undo") {
    studio.say(line);
    const std::string answer = studio.answer();
    settle();
    return answer;
  }
  std::string told() const { return studio.stage.sent.back().json; }
  /// All that can be undone, and nothing else.
  nlohmann::json set() const {
    const auto& scene = studio.conductor.scene();
    auto sequencers = nlohmann::json::object();
    for (const auto& one : scene.bank.all()) {
      auto info = read(to_json(one->info()));
      for (const char* place : {"current_step", "cycle", "plays", "pending"}) info.erase(place);
      if (!info["chain"].empty()) info.erase("pattern");  // each cycle has its own
      sequencers[one->id()] = std::move(info);
    }
    auto patch = read(scene.patches.playing().patch.to_json());
    for (auto& module : patch["modules"]) {
      if (module["id"] == "sine1") module["params"].erase("level");  // which a lane moves
    }
    return {{"patch", std::move(patch)},
            {"bpm", scene.bank.transport().bpm()},
            {"sequencers", std::move(sequencers)}};
  }
  float value(const char* module, const char* param) const {
    const auto& patches = studio.conductor.scene().patches;
    const auto target = patches.param(module, param);
    return patches.value_at(Place{target.module}, target.param);
  }
  const sequencer::Sequencer* find(const char* id) const {
    return studio.conductor.scene().bank.find(id);
  }

  Studio studio;
};

inline const std::vector<std::string> kKick{"/seq/create kick",
                                            "/seq/pattern kick x.x.x.x.x.x.x.x.",
                                            "/seq/assign kick gate adsr1", "/seq/start kick"};

}  // namespace chronus::conductor

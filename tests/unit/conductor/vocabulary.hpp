// SPDX-License-Identifier: MIT
// One good message for each row of the vocabulary, and a place where each of them is done: for
// tests that go through all of it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "conductor/sequencer_info.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/read_json.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {

/// A good message in typed() words, and what each of its arguments is read as: `s` text, `d` a
/// number, `i` a whole number, `v` a value of a list, `*` what it is.
struct Example {
  osc::Message message;
  std::string kinds;
};

inline std::string kinds_of(const vocabulary::MessageInfo& message) {
  std::string kinds;
  for (const auto& argument : message.arguments) {
    switch (argument.type) {
      case vocabulary::Type::kText:
      case vocabulary::Type::kSequencer:
        kinds += 's';
        break;
      case vocabulary::Type::kNumber:
        kinds += 'd';
        break;
      case vocabulary::Type::kWhole:
        kinds += 'i';
        break;
      case vocabulary::Type::kValue:
        kinds += 'v';
        break;
      case vocabulary::Type::kAny:
        kinds += '*';
        break;
    }
  }
  return kinds;
}

/// Names are numbers here: every one of them may come as one.
inline std::vector<Example> every_message() {
  using A = std::vector<osc::Arg>;
  using S = std::string;
  const std::vector<osc::Message> lines = {
      {"/seq/create", A{S("707")}},
      {"/seq/delete", A{S("808")}},
      {"/seq/list", {}},
      {"/seq/info", A{S("808")}},
      {"/seq/config", A{S("808"), 140.5, 8, 16}},
      {"/seq/pattern", A{S("808"), S("5.5")}},
      {"/seq/param_lane", A{S("808"), S("5"), 100.5, S("200"), S(".")}},
      {"/seq/assign", A{S("909"), S("param"), S("1"), S("5"), S("freq")}},
      {"/seq/unassign", A{S("808"), S("gate"), S("2")}},
      {"/seq/start", A{S("808")}},
      {"/seq/stop", A{S("909")}},
      {"/seq/reset", A{S("909")}},
      {"/seq/reset_all", {}},
      {"/seq/start_all", {}},
      {"/seq/stop_all", {}},
      {"/seq/bpm", A{S("808"), 99.5}},
      {"/seq/gate_len", A{S("808"), 0.25}},
      {"/seq/division", A{S("808"), 8}},
      {"/seq/steps", A{S("808"), 8}},
      {"/seq/euclid", A{S("808"), 3, 8, 1}},
      {"/seq/rotate", A{S("808"), 3}},
      {"/seq/swing", A{S("808"), 62.5}},
      {"/seq/prob", A{S("808"), 50.0, 0.25}},
      {"/seq/ratchet", A{S("808"), 2.0, S("3")}},
      {"/seq/nudge", A{S("808"), 0.25}},
      {"/seq/cond", A{S("808"), S("1ST"), S("1:2")}},
      {"/seq/fill", A{S("808"), 1}},
      {"/seq/seed", A{S("808"), 1234567}},
      {"/seq/chain", A{S("808"), S("5.5"), S("71")}},
      {"/seq/quantum", A{S("808"), 4.0}},
      {"/seq/follow", A{S("808")}},
      {"/seq/mute", A{S("808"), 1}},
      {"/transport/bpm", A{90.5}},
      {"/transport/start", A{4}},
      {"/transport/info", {}},
      {"/transport/stop", {}},
      {"/panic", {}},
      {"/patch/create", A{S("4"), S("gain"), 1}},
      {"/patch/connect", A{S("1"), S("output")}},
      {"/patch/disconnect", A{S("3"), S("1.freq")}},
      {"/patch/delete", A{S("3")}},
      {"/patch/new", {}},
      {"/patch/edit", {}},
      {"/patch/abort", {}},
      {"/patch/commit", {}},
      {"/patch/get", {}},
      {"/patch/save", A{S("7")}},
      {"/patch/load", A{S("7")}},
      {"/patch/list", {}},
      {"/sample/load", A{S("7"), S("7")}},
      {"/sample/unload", A{S("7")}},
      {"/sample/list", {}},
      {"/sample/info", A{S("7")}},
      {"/dirt/play", A{S("s"), S("808")}},
      {"/play2", A{S("s"), S("808")}},
      {"/dirt/prepare", A{S("3")}},
      {"/c_set", A{5, 0.25}},
      {"/dirt/handshake", {}},
      {"/dirt/hello", {}},
      {"/dirt/synth-info", A{S("superpiano")}},
      {"/session/save", A{S("7")}},
      {"/session/load", A{S("7")}},
      {"/session/delete", A{S("7")}},
      {"/session/list", {}},
      {"/session/undo", A{1}},
      {"/session/redo", A{1}},
      {"/session/history", A{3}},
      {"/undo", A{1}},
      {"/redo", A{1}},
      {"/module/list", {}},
      {"/module/info", A{S("sine")}},
      {"/sync", A{1}},
      {"/notify", A{1}},
      {"/notify/ok", A{7}},
      {"/version", {}},
      {"/status", {}},
      {"/module/cost", {}},
      {"/record/start", A{S("7"), S("16")}},
      {"/record/stop", {}},
      {"/record/status", {}},
      {"/meter", A{S("1")}},
      {"/worker/restart", A{0}},
      {"/worker/kill", A{1}},
      {"/help", A{S("/seq/bpm")}},
      {"/audio/list", {}},
      {"/audio/use", A{S("7"), S("8")}},
      {"/mod/1/freq", A{220.5}},
      {"/mod/3/rate", A{2.5}},
      {"/gate/2", A{1, 0.5}},
      {"/note/6", A{60.5, 0.5, 0.25}},
      {"/note/6/off", A{60.5}},
  };
  std::vector<Example> examples;
  for (const auto& message : lines) {
    examples.push_back({message, kinds_of(*test::standard_vocabulary().find(message.address))});
  }
  return examples;
}

/// What a row reads its argument as.
inline char kind_at(const std::string& kinds, std::size_t index) {
  return kinds.empty() ? '*' : kinds[std::min(index, kinds.size() - 1)];
}

/// Where every_message() is done: modules 1 and 2 play, the draft has a 3 as well.
struct Stocked : Studio {
  Stocked() {
    for (const char* line :
         {"/patch/new", "/patch/create 1 sine", "/patch/create 2 adsr", "/patch/connect 1 2",
          "/patch/connect 2 output", "/patch/create 6 osc 2", "/patch/commit", "/patch/edit",
          "/patch/create 3 lfo", "/patch/connect 3 1.freq", "/seq/create 808", "/seq/create 909",
          "/seq/assign 808 gate 2", "/seq/assign 808 param 1 5 freq", "/seq/chain 808 x X",
          "/seq/start 909"}) {
      say(line);
      EXPECT_TRUE(answer().starts_with("done ")) << answer();
    }
    run_to(4'800);
    stage.files["7"] = conductor.scene().patches.playing().patch;
    stage.sent.clear();
  }

  /// All that messages can change here, but for counters.
  nlohmann::json session() const {
    const auto& scene = conductor.scene();
    auto sequencers = nlohmann::json::array();
    for (const auto& sequencer : scene.bank.all()) {
      sequencers.push_back(read(to_json(sequencer->info())));
    }
    const auto* draft = scene.patches.draft();
    return {{"sequencers", sequencers},
            {"playing", read(scene.patches.playing().patch.to_json())},
            {"draft", draft != nullptr ? read(draft->to_json()) : nlohmann::json()},
            {"bpm", scene.bank.transport().bpm()},
            {"downbeat", scene.bank.transport().downbeat()},
            {"commands", stage.commands.size()},
            {"asked", stage.asked},
            {"subscriptions", stage.subscriptions.size()},
            {"journal", stage.journal}};
  }

  /// Performs it without letting time go on, which plays steps.
  void perform(const osc::Message& message) {
    stage.sent.clear();
    conductor.submit({Sender{}, {{}, {message}}});
    conductor.advance(now + 1);
    ++now;
  }
  bool refused() const { return answer().starts_with("fail "); }
};

}  // namespace chronus::conductor

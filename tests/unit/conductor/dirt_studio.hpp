// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/fake_samples.hpp"
#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {

/// A conductor with a bank `bd` of four files at hand, spoken to as Tidal does.
struct DirtStudio : testing::Test {
  explicit DirtStudio(int rate = 48'000)
      : conductor({rate, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(), doors()) {
    stage.furnish(conductor);
    conductor.seed();
    for (const auto* file : {"/s/bd:0", "/s/bd:1", "/s/bd:2", "/s/bd:3"}) samples.have(file);
    step();
  }
  Doors doors() {
    auto doors = stage.doors();
    doors.samples = &samples;
    return doors;
  }
  void say(const std::string& line, Frame due = -1) {
    Incoming incoming;
    incoming.bundle.messages.push_back(Studio::message(line));
    if (due >= 0) incoming.due = due;
    conductor.submit(std::move(incoming));
  }
  void step() {
    conductor.advance(now += 128);
    conductor.after_pass();
  }
  void run_to(Frame frame) {
    while (now < frame) step();
  }
  std::vector<FakeStage::Sent> answers() const {
    std::vector<FakeStage::Sent> heard;
    for (const auto& sent : stage.sent) {
      if (!sent.to.is_clock) heard.push_back(sent);
    }
    return heard;
  }
  std::string answer() const {
    if (answers().empty()) return "";
    const auto last = answers().back().message;
    std::string text = last.address.text();
    for (const auto& arg : last.args) {
      const auto* string = osc::as_string(arg);
      text += " " + (string != nullptr ? *string : osc::to_text(arg));
    }
    return text;
  }
  std::vector<engine::Command> notes() const { return stage.of(engine::Op::kNoteOn); }
  bool has(const std::string& module) const {
    return conductor.scene().patches.playing().seats.contains(module);
  }
  /// The values that a note brings, by "module.param".
  std::map<std::string, double> values_of(const engine::Command& note) const {
    std::map<std::string, double> named;
    for (const auto& own : stage.of(engine::Op::kNoteValue)) {
      if (own.voice != note.voice) continue;
      const auto& playing = conductor.scene().patches.playing();
      const auto& module =
          playing.patch.modules()[static_cast<std::size_t>(playing.index_at[own.module])];
      named[module.id + "." + std::string(type_of(module).params[own.param].name)] = own.value;
    }
    return named;
  }
  std::vector<std::string> journal_of(const std::string& address) const {
    std::vector<std::string> lines;
    for (const auto& line : stage.journal) {
      if (line.find(" " + address) != line.npos) lines.push_back(line);
    }
    return lines;
  }
  nlohmann::json status() {
    say("/status");
    step();
    return nlohmann::json::parse(stage.sent.back().json);
  }

  FakeStage stage;
  FakeSamples samples;
  Conductor conductor;
  Frame now = 0;
};

}  // namespace chronus::conductor

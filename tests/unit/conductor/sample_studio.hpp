// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/fake_samples.hpp"
#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {

/// A conductor with samples, and a patch that plays one: `s`, of four voices.
struct SampleStudio : testing::Test {
  SampleStudio()
      : conductor({48'000, 128, 2}, test::built_in_catalog(), test::standard_vocabulary(),
                  doors()) {
    stage.furnish(conductor);
    conductor.seed();
    for (const auto* line :
         {"/patch/new", "/patch/create s sampler 4", "/patch/connect s output", "/patch/commit"}) {
      say(line);
    }
    stage.journal.clear();
    stage.commands.clear();
  }
  Doors doors() {
    auto doors = stage.doors();
    doors.samples = &samples;
    return doors;
  }
  void say(const std::string& line) {
    conductor.submit({Sender{}, {{}, {Studio::message(line)}}});
    step();
  }
  void step() {
    conductor.advance(now += 128);
    conductor.after_pass();
  }
  std::string answer() const {
    if (stage.sent.empty()) return "";
    std::string text = stage.sent.back().message.address.text();
    for (const auto& arg : stage.sent.back().message.args) {
      const auto* string = osc::as_string(arg);
      text += " " + (string != nullptr ? *string : osc::to_text(arg));
    }
    return text;
  }
  std::string sample_of(const std::string& module) {
    say("/mod/" + module + "/sample");
    return answer();
  }

  FakeStage stage;
  FakeSamples samples;
  Conductor conductor;
  Frame now = 0;
};

}  // namespace chronus::conductor

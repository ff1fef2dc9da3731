// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "score/words.hpp"
#include "tests/support/fake_stage.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

using engine::Op;

TEST(Routes, DoneEchoesTheMessageItAnswers) {
  Studio studio;
  studio.say("/seq/create kick");
  EXPECT_EQ(studio.answer(), "done /seq/create kick");
  studio.say("/seq/config kick 120 16 16");
  EXPECT_EQ(studio.answer(), "done /seq/config kick 120 16 16");
}

TEST(Routes, FailNamesAddressReasonAndArguments) {
  Studio studio;
  studio.say("/seq/start nobody");
  EXPECT_EQ(studio.answer(), "fail /seq/start no sequencer 'nobody' nobody");
  studio.say("/no/such/thing 1 2");
  EXPECT_EQ(studio.answer(), "fail /no/such/thing unknown address 1 2");
}

TEST(Routes, EveryRowRefusesTooFewArgumentsWithItsUsage) {
  for (const auto& section : test::standard_vocabulary().sections()) {
    for (const auto& message : section.messages) {
      if (vocabulary::fewest(message) == 0 || message.asks_with == 0) continue;
      if (is_stream(message.address)) continue;
      Studio studio;
      studio.say(std::string(message.address));
      EXPECT_EQ(studio.answer(),
                "fail " + std::string(message.address) + " usage: " + vocabulary::usage(message));
    }
  }
}

TEST(Routes, RefusedMessageChangesNothing) {
  Studio studio;
  studio.say("/seq/create kick");
  const auto before = studio.stage.commands.size();
  const auto journal = studio.stage.journal.size();
  for (const char* bad :
       {"/seq/pattern kick \"x.!.\"", "/seq/config kick 0 16 16", "/seq/bpm kick 1000",
        "/seq/gate_len kick 2", "/seq/create kick", "/seq/create Kick", "/seq/assign kick what m",
        "/mod/sine1/nothing 1", "/mod/nobody/freq 1", "/gate/nobody 1", "/gate/adsr1 2",
        "/mod/sine1/freq loud", "/patch/connect a b", "/patch/abort", "/patch/commit"}) {
    studio.say(bad);
    EXPECT_TRUE(studio.answer().starts_with("fail ")) << bad << ": " << studio.answer();
  }
  EXPECT_EQ(studio.stage.commands.size(), before);
  EXPECT_EQ(studio.stage.journal.size(), journal);
}

TEST(Routes, StreamsAreSilentWhenGood) {
  Studio studio;
  studio.say("/mod/sine1/freq 330");
  studio.say("/gate/adsr1 1 0.5");
  EXPECT_TRUE(studio.stage.sent.empty());
  ASSERT_EQ(studio.stage.of(Op::kSetParam).size(), 1U);
  EXPECT_EQ(studio.stage.of(Op::kSetParam)[0].value, 330.0);
  ASSERT_EQ(studio.stage.of(Op::kGate).size(), 1U);
  EXPECT_EQ(studio.stage.of(Op::kGate)[0].velocity, 0.5);
}

TEST(Routes, AVelocityBesideOneIsOneAndBetweenTheUnitsItIsRefused) {
  Studio studio;
  for (const char* full : {"1", "1.0", "1.0000001", "127", "127.00001"}) {
    studio.say("/gate/adsr1 1 " + std::string(full));
    EXPECT_EQ(studio.stage.of(Op::kGate).back().velocity, 1.0) << full;
  }
  studio.say("/gate/adsr1 1 2");
  EXPECT_EQ(studio.stage.of(Op::kGate).back().velocity, 2.0 / 127.0);
  const auto before = studio.stage.of(Op::kGate).size();
  for (const char* bad : {"1.5", "1.001", "-0.1", "127.5"}) {
    studio.say("/gate/adsr1 1 " + std::string(bad));
    EXPECT_NE(studio.answer().find("velocity (argument 2) must be 0 to 1, or 2 to 127"),
              std::string::npos)
        << studio.answer();
  }
  EXPECT_EQ(studio.stage.of(Op::kGate).size(), before);
}

TEST(Routes, WhatRoundingLeavesBeyondARangeIsItsEnd) {
  Studio studio;
  studio.say("/seq/create k");
  const auto* kick = studio.conductor.scene().bank.find("k");
  for (const char* line :
       {"/seq/gate_len k 1.0000001", "/seq/swing k 75.000004", "/seq/quantum k 1024.0001",
        "/seq/bpm k 999.00006", "/seq/param_lane k note 127.00001", "/seq/steps k 8.000001",
        "/seq/rotate k 0.99999994", "/seq/mute k 0.99999994"}) {
    studio.say(line);
    EXPECT_TRUE(studio.answer().starts_with("done ")) << studio.answer();
  }
  const auto info = kick->info();
  EXPECT_EQ(info.gate_len, 1.0);
  EXPECT_EQ(info.swing, 75.0);
  EXPECT_EQ(info.quantum, 1'024.0);
  EXPECT_EQ(info.bpm, 999.0);
  EXPECT_EQ(info.steps, 8);
  EXPECT_EQ(info.pattern, ".x......");
  EXPECT_TRUE(info.muted);
  // A tenth and two tenths less three.
  studio.say("/seq/quantum k 5.9604645e-9");
  EXPECT_EQ(kick->info().quantum, 0.0);
  studio.say("/mod/sine1/level 1.0000001");
  EXPECT_EQ(studio.conductor.scene().counters.clamped, 0U);
}

TEST(Routes, ChoiceIsSetByItsNameAsWell) {
  Studio studio;
  studio.say("/mod/filter1/mode bandpass");
  ASSERT_EQ(studio.stage.of(Op::kSetParam).size(), 1U);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).back().value, 2.0);
  EXPECT_TRUE(studio.stage.sent.empty());
}

TEST(Routes, UnknownChoiceIsAnsweredWithThoseThereAre) {
  Studio studio;
  studio.say("/mod/filter1/mode bandpas");
  EXPECT_EQ(studio.answer(),
            "fail /mod/filter1/mode value (argument 1) must be a number or one of lowpass highpass "
            "bandpass notch peak lowshelf highshelf; did you mean bandpass? bandpas");
  EXPECT_TRUE(studio.stage.of(Op::kSetParam).empty());
}

TEST(Routes, ParameterWithTwoValuesIsAnsweredWithTheUsage) {
  Studio studio;
  studio.say("/mod/sine1/freq 1 2");
  EXPECT_EQ(studio.answer(), "fail /mod/sine1/freq usage: /mod/<module>/<param> value 1 2");
}

TEST(Routes, ChoiceThatNotEveryModuleHasChangesNone) {
  Studio studio;
  studio.say_bundle({"/patch/create o osc", "/patch/create l lfo", "/patch/connect l o.freq",
                     "/patch/connect o output", "/patch/commit"});
  studio.run_to(studio.now + 10'000);
  const auto before = studio.stage.of(Op::kSetParam).size();
  studio.say("/mod/*/wave pulse");
  EXPECT_TRUE(studio.answer().starts_with("fail /mod/*/wave value (argument 1) must be"))
      << studio.answer();
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), before);
  studio.say("/mod/*/wave saw");
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), before + 2);
}

TEST(Routes, ChoiceByNameIsTheFirstOfAModuleOfTheDraft) {
  Studio studio;
  studio.say_bundle(
      {"/patch/create o osc", "/mod/o/wave saw", "/patch/connect o output", "/patch/commit"});
  const auto& control = studio.conductor.scene().patches;
  const auto wave = control.param("o", "wave");
  ASSERT_TRUE(wave.found);
  EXPECT_EQ(
      control.param_info(Place{wave.module}, wave.param)
          .choices[static_cast<std::size_t>(control.value_at(Place{wave.module}, wave.param))],
      "saw");
}

TEST(Routes, OlderParameterNamesStillWork) {
  Studio studio;
  studio.say("/mod/sine1/frequency 330");
  studio.say("/mod/filter1/resonance 2");
  studio.say("/mod/filter1/filter_mode 1");
  EXPECT_TRUE(studio.stage.sent.empty());
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 3U);
}

TEST(Routes, AddressPatternReachesEveryMatchAndIsAnsweredOnce) {
  Studio studio;
  studio.say("/mod/*/freq 500");
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 2U);  // sine1 and filter1
  studio.say("/mod/*/nothing 500");
  EXPECT_EQ(studio.answer(), "fail /mod/*/nothing nothing matches the address pattern 500");
}

TEST(Routes, AddressPatternReachesTheDraftToo) {
  Studio studio;
  for (const char* line : {"/patch/edit", "/patch/create o osc", "/patch/create l lfo"}) {
    studio.say(line);
  }
  studio.say("/mod/*/freq 500");
  studio.say("/mod/o/w* saw");  // wave and width, which is no choice
  EXPECT_TRUE(studio.answer().starts_with("fail /mod/o/w*")) << studio.answer();
  studio.say("/mod/o/wav? saw");
  studio.say("/mod/[lo]/wave nonsense");
  EXPECT_TRUE(studio.answer().starts_with("fail /mod/[lo]/wave")) << studio.answer();
  const auto* osc = studio.conductor.scene().patches.draft()->find("o");
  const auto value = [&](const char* name) {
    return osc->values[static_cast<std::size_t>(catalog::find_param(type_of(*osc), name))];
  };
  EXPECT_EQ(value("freq"), 500.0F);
  EXPECT_EQ(value("wave"), 2.0F);
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 2U);  // sine1 and filter1
}

TEST(Routes, AddressPatternReachesTheDraftOfItsOwnBundle) {
  Studio studio;
  studio.say_bundle({"/patch/new", "/patch/create o osc", "/mod/*/level 0.25",
                     "/patch/connect o output", "/patch/commit"});
  EXPECT_EQ(studio.answer(), "done /patch/commit");
  const auto level = studio.conductor.scene().patches.param("o", "level");
  EXPECT_EQ(studio.conductor.scene().patches.value_at(Place{level.module}, level.param), 0.25F);
}

TEST(Routes, AliasesCountOnlyForOneNamedModule) {
  Studio studio;
  studio.say("/mod/*/gain 0.25");  // `level` of sine1 and `gain_db` of filter1 are called so too
  EXPECT_TRUE(studio.answer().starts_with("fail /mod/*/gain nothing matches")) << studio.answer();
  studio.say("/mod/*/frequency 300");
  EXPECT_TRUE(studio.answer().starts_with("fail ")) << studio.answer();
  EXPECT_TRUE(studio.stage.of(Op::kSetParam).empty());
  studio.say("/mod/sine1/g[ab]in 0.25");
  studio.say("/m?d/sine1/gain 0.5");
  EXPECT_EQ(studio.stage.of(Op::kSetParam).size(), 2U);
}

TEST(Routes, APatternMayStandBeforeTheNameOfASequencer) {
  Studio studio;
  for (const char* id : {"kick", "hat", "bass"}) studio.say("/seq/create " + std::string(id));
  const auto& bank = studio.conductor.scene().bank;
  studio.say("/s?q/bpm/kick 99");
  EXPECT_EQ(studio.answer(), "done /s?q/bpm/kick 99");
  EXPECT_EQ(bank.find("kick")->bpm(), 99.0);
  studio.say("/s?q/b?m/{kick,hat} 77");
  EXPECT_EQ(bank.find("kick")->bpm(), 77.0);
  EXPECT_EQ(bank.find("hat")->bpm(), 77.0);
  EXPECT_NE(bank.find("bass")->bpm(), 77.0);
  studio.say("/*/mute/b* 1");
  EXPECT_TRUE(bank.find("bass")->info().muted);
  studio.say("/s?q/bpm/nobody 77");
  EXPECT_EQ(studio.answer(), "fail /s?q/bpm/nobody no sequencer 'nobody' 77");
  studio.say("/s?q/list/kick");
  EXPECT_TRUE(studio.answer().starts_with("fail /s?q/list/kick nothing matches"));
}

TEST(Routes, IdMayBeAPatternOverTheSequencers) {
  Studio studio;
  for (const char* id : {"kick", "hat", "bass"}) studio.say("/seq/create " + std::string(id));
  studio.say("/seq/start {kick,hat}");
  EXPECT_EQ(studio.answer(), "done /seq/start {kick,hat}");
  EXPECT_TRUE(studio.conductor.scene().bank.find("kick")->playing());
  EXPECT_TRUE(studio.conductor.scene().bank.find("hat")->playing());
  EXPECT_FALSE(studio.conductor.scene().bank.find("bass")->playing());
  studio.say("/seq/start {x,y}");
  EXPECT_TRUE(studio.answer().starts_with("fail ")) << studio.answer();
}

TEST(Routes, SequencerNamedInTheAddressIsMeantToo) {
  Studio studio;
  for (const char* id : {"kick", "hat", "bass"}) studio.say("/seq/create " + std::string(id));
  studio.say("/seq/start/{kick,hat}");
  EXPECT_EQ(studio.answer(), "done /seq/start/{kick,hat}");
  EXPECT_TRUE(studio.conductor.scene().bank.find("kick")->playing());
  EXPECT_TRUE(studio.conductor.scene().bank.find("hat")->playing());
  EXPECT_FALSE(studio.conductor.scene().bank.find("bass")->playing());
  studio.say("/seq/bpm/kick 99");
  EXPECT_EQ(studio.conductor.scene().bank.find("kick")->bpm(), 99.0);
}

TEST(Routes, SyncIsAnsweredOnceThePrimaryHasAppliedWhatCameBefore) {
  Studio studio;
  studio.say("/mod/sine1/freq 330");
  studio.say("/sync 7");
  studio.conductor.after_pass();
  EXPECT_TRUE(studio.stage.sent.empty());
  studio.stage.applied = studio.conductor.last_seq();
  studio.conductor.after_pass();
  EXPECT_EQ(studio.answer(), "synced 7");
  studio.conductor.after_pass();
  EXPECT_EQ(studio.stage.sent.size(), 1U);
}

TEST(Routes, InfoAndListAreJson) {
  Studio studio;
  studio.say("/seq/create kick");
  studio.say("/seq/list");
  EXPECT_EQ(nlohmann::json::parse(studio.stage.sent.back().json), nlohmann::json({"kick"}));
  studio.say("/seq/info kick");
  const auto info = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(info["pattern"], "x...............");
  EXPECT_EQ(info["bpm"], 120.0);
  studio.say("/module/info kick");
  EXPECT_FALSE(nlohmann::json::parse(studio.stage.sent.back().json)["params"].empty());
  studio.say("/status");
  const auto status = nlohmann::json::parse(studio.stage.sent.back().json);
  EXPECT_EQ(status["sequencers"][0]["id"], "kick");
  EXPECT_EQ(status["commands"]["refused"], 0);
  studio.say("/module/cost");
  const auto costs = nlohmann::json::parse(studio.stage.sent.back().json)["modules"];
  ASSERT_EQ(costs.size(), 3U);
  EXPECT_EQ(costs[0]["id"], "adsr1");
  EXPECT_EQ(costs[0]["type"], "adsr");
  EXPECT_TRUE(costs[0]["cost"].is_null()) << "nobody measures here";
}

TEST(Routes, TheDrillIsListedAndMadeOnlyWhereDrillsAreOn) {
  for (const bool drills : {false, true}) {
    Studio studio({.drills = drills});
    studio.say("/module/list");
    const auto list = nlohmann::json::parse(studio.stage.sent.back().json);
    EXPECT_EQ(std::any_of(list.begin(), list.end(),
                          [](const auto& row) { return row["type"] == "drill"; }),
              drills);
    EXPECT_EQ(list.size(), test::built_in_catalog().size() - (drills ? 0 : 1));
    studio.say("/module/info drill");
    EXPECT_EQ(studio.answer(),
              drills ? "module/info.reply drill" : "fail /module/info drill needs --drills drill");
    // In a bundle with its commit too, which tries the draft beforehand.
    studio.say_bundle({"/patch/create d drill", "/patch/connect d output", "/patch/commit"});
    EXPECT_EQ(studio.conductor.scene().patches.playing().seats.contains("d"), drills);
  }
}

TEST(Routes, SequenceNumbersRiseByOneAndFramesNeverFall) {
  Studio studio;
  studio.say("/seq/create k");
  studio.say("/seq/pattern k xxxxxxxxxxxxxxxx");
  studio.say("/seq/assign k gate adsr1");
  studio.say("/seq/start k");
  for (int i = 0; i < 300; ++i) studio.say("/mod/sine1/freq " + std::to_string(100 + i));
  std::uint64_t seq = 0;
  Frame frame = 0;
  for (const auto& command : studio.stage.commands) {
    EXPECT_EQ(command.seq, ++seq);
    EXPECT_GE(command.frame, frame);
    frame = command.frame;
  }
  EXPECT_GT(seq, 300U);
}

}  // namespace
}  // namespace chronus::conductor

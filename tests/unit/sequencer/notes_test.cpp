// SPDX-License-Identifier: MIT
// What a sequencer plays on an instrument, and that each of its notes has an end.
#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

/// Modules of small letters are mono; `P` and `Q` are one instrument, `R` another. Their `freq` is
/// a pitch.
class Instruments : public Letters {
 public:
  ResolvedTarget gate(std::string_view module) const override {
    return in_instrument(module, Letters::gate(module));
  }
  ResolvedTarget param(std::string_view module, std::string_view param) const override {
    auto target = in_instrument(module, Letters::param(module, param));
    target.plays_notes = target.instrument != kNoInstrument && (param == "freq" || param == "note");
    return target;
  }

 private:
  static ResolvedTarget in_instrument(std::string_view module, ResolvedTarget target) {
    if (module == "P" || module == "Q") target.instrument = 1;
    if (module == "R") target.instrument = 2;
    return target;
  }
};

class PlayedNotes : public ::testing::Test {
 protected:
  void SetUp() override {
    ok(bank.create("a"));
    ok(bank.steps("a", 4, 0));
    ok(bank.pattern("a", "xX..", 0));
    ok(bank.param_lane("a", "note", "69+81 57 . .", 0));
  }
  void assign(std::string_view module, std::string_view param) {
    ok(bank.assign_param("a", module, "note", param));
    bank.resolve(Instruments());
  }
  void gate(std::string_view module) {
    ok(bank.assign_gate("a", module));
    bank.resolve(Instruments());
  }
  std::string played(Frame to = 4 * kStepFrames) {
    bank.advance(to);
    const std::string all = told(bank.events());
    bank.clear_events();
    return all;
  }
  void start() { ok(bank.start("a", 0)); }

  static constexpr const char* kBar =
      "0 P note 440 Hz 64\n0 P note 880 Hz 64\n3000 P end\n"
      "6000 P note 220 Hz 127\n9000 P end\n";
  Bank bank{kRate};
};

TEST_F(PlayedNotes, HaveStepsVelocitiesAndGateLengths) {
  assign("P", "freq");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, NeedNoParameterToBeNamed) {
  assign("P", "note");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, ArePlayedByAGateWhereThereIsALaneOfThem) {
  gate("P");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, ArePlayedOnceHoweverManyOfTheInstrumentsModulesAreAssigned) {
  gate("Q");
  gate("P");
  assign("P", "freq");
  assign("Q", "freq");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, OfTwoInstrumentsAreBoths) {
  assign("P", "freq");
  assign("R", "freq");
  start();
  EXPECT_EQ(played(1),
            "0 P note 440 Hz 64\n0 P note 880 Hz 64\n0 R note 440 Hz 64\n0 R note 880 Hz 64\n");
  EXPECT_EQ(played(6'000), "3000 P end\n3000 R end\n");
}

TEST_F(PlayedNotes, HaveNumbersOfTheirOwn) {
  assign("P", "freq");
  start();
  bank.advance(1);
  const auto on = of_kind(bank.events(), EventKind::kNoteOn);
  ASSERT_EQ(on.size(), 2U);
  EXPECT_NE(on[0].note, on[1].note);
}

TEST_F(PlayedNotes, AnInstrumentWithoutALaneHasItsGates) {
  ok(bank.create("b"));
  ok(bank.assign_gate("b", "P"));
  bank.resolve(Instruments());
  ok(bank.start("b", 0));
  EXPECT_EQ(played(4'000), "0 P on 64\n3000 P off\n");
}

TEST_F(PlayedNotes, AMonoModuleHasTheFirstOfAChord) {
  assign("m", "freq");
  start();
  EXPECT_EQ(played(4'000), "0 m = 440000\n");
}

TEST_F(PlayedNotes, OthersParametersOfAnInstrumentAreDrivenAsEver) {
  ok(bank.param_lane("a", "cut", "1 2", 0));
  ok(bank.assign_param("a", "P", "cut", "cut"));
  bank.resolve(Instruments());
  start();
  EXPECT_EQ(played(6'001), "0 P = 1000\n6000 P = 2000\n");
}

TEST_F(PlayedNotes, OfARepeatEndBeforeTheNext) {
  assign("P", "freq");
  ok(bank.trigs("a", TrigField::kRatchet, "1 2", 0));
  start();
  EXPECT_EQ(played().substr(std::string("0 P note 440 Hz 64\n0 P note 880 Hz 64\n").size()),
            "3000 P end\n6000 P note 220 Hz 127\n7500 P end\n9000 P note 220 Hz 127\n"
            "10500 P end\n");
}

TEST_F(PlayedNotes, AreHeldThroughATieWhichBendsThemToItsOwn) {
  assign("P", "freq");
  ok(bank.pattern("a", "x--.", 0));
  start();
  EXPECT_EQ(played(),
            "0 P note 440 Hz 64\n0 P note 880 Hz 64\n6000 P bend 220 Hz\n15000 P end\n");
}

/// Whatever comes in the middle of a note, what it has begun is ended.
class HungNotes : public PlayedNotes {
 protected:
  void SetUp() override {
    PlayedNotes::SetUp();
    ok(bank.gate_len("a", 1.0));
    assign("P", "freq");
    start();
    EXPECT_EQ(played(1'000), "0 P note 440 Hz 64\n0 P note 880 Hz 64\n");
  }
};

TEST_F(HungNotes, StopEndsThem) {
  ok(bank.stop("a", 2'000));
  EXPECT_EQ(played(), "2000 P end\n");
}
TEST_F(HungNotes, StopAllEndsThem) {
  bank.stop_all(2'000);
  EXPECT_EQ(played(), "2000 P end\n");
}
TEST_F(HungNotes, DeleteEndsThem) {
  ok(bank.remove("a", 2'000));
  EXPECT_EQ(played(), "2000 P end\n");
}
TEST_F(HungNotes, MuteEndsThem) {
  ok(bank.mute("a", true, 2'000));
  EXPECT_EQ(played(), "2000 P end\n");
}
TEST_F(HungNotes, UnassignEndsThem) {
  ok(bank.unassign_param("a", "P", "note", "freq", 2'000));
  EXPECT_EQ(played(), "2000 P end\n");
}
TEST_F(HungNotes, AnotherPatternLeavesThemTheirEnd) {
  ok(bank.pattern("a", "....", 2'000));
  ok(bank.stop("a", 40'000));
  const std::string all = played(100'000);
  EXPECT_EQ(all.substr(0, 11), "6000 P end\n");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3) << all;
}
TEST_F(HungNotes, ALaneThatChangesLeavesThemTheirEnd) {
  ok(bank.param_lane("a", "note", "60 60 60 60", 2'000));
  EXPECT_EQ(played(6'001), "6000 P end\n6000 P note 220 Hz 127\n");
}
TEST_F(HungNotes, AnotherTempoMovesTheirEnd) {
  ok(bank.bpm("a", 240.0, 2'000));
  const std::string all = played(6'000);
  EXPECT_NE(all.find("P end"), std::string::npos) << all;
}
TEST_F(HungNotes, AModuleThatGoesTakesThemWithIt) {
  bank.resolve(Letters());  // `P` is mono now
  ok(bank.stop("a", 2'000));
  EXPECT_EQ(played(), "2000 P end\n") << "an end that finds nothing is none";
}

}  // namespace
}  // namespace chronus::sequencer::testing

// SPDX-License-Identifier: MIT
// What a sequencer plays on an instrument, and that each of its notes has an end.
#include "rig.hpp"

namespace chronus::sequencer::testing {
namespace {

/// `p` and `q` are one instrument, `r` another, all others are mono. Their `freq` is a pitch.
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
    if (module == "p" || module == "q") target.instrument = 1;
    if (module == "r") target.instrument = 2;
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
      "0 p note 440 Hz 64\n0 p note 880 Hz 64\n3000 p end\n"
      "6000 p note 220 Hz 127\n9000 p end\n";
  Bank bank{kRate};
};

TEST_F(PlayedNotes, HaveStepsVelocitiesAndGateLengths) {
  assign("p", "freq");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, NeedNoParameterToBeNamed) {
  assign("p", "note");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, ArePlayedByAGateWhereThereIsALaneOfThem) {
  gate("p");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, ArePlayedOnceHoweverManyOfTheInstrumentsModulesAreAssigned) {
  gate("q");
  gate("p");
  assign("p", "freq");
  assign("q", "freq");
  start();
  EXPECT_EQ(played(), kBar);
}

TEST_F(PlayedNotes, OfTwoInstrumentsAreBoths) {
  assign("p", "freq");
  assign("r", "freq");
  start();
  EXPECT_EQ(played(1),
            "0 p note 440 Hz 64\n0 p note 880 Hz 64\n0 r note 440 Hz 64\n0 r note 880 Hz 64\n");
  EXPECT_EQ(played(6'000), "3000 p end\n3000 r end\n");
}

TEST_F(PlayedNotes, HaveNumbersOfTheirOwn) {
  assign("p", "freq");
  start();
  bank.advance(1);
  const auto on = of_kind(bank.events(), EventKind::kNoteOn);
  ASSERT_EQ(on.size(), 2U);
  EXPECT_NE(on[0].note, on[1].note);
}

TEST_F(PlayedNotes, AnInstrumentWithoutALaneHasItsGates) {
  ok(bank.create("b"));
  ok(bank.assign_gate("b", "p"));
  bank.resolve(Instruments());
  ok(bank.start("b", 0));
  EXPECT_EQ(played(4'000), "0 p on 64\n3000 p off\n");
}

TEST_F(PlayedNotes, AMonoModuleHasTheFirstOfAChord) {
  assign("m", "freq");
  start();
  EXPECT_EQ(played(4'000), "0 m = 440000\n");
}

TEST_F(PlayedNotes, OthersParametersOfAnInstrumentAreDrivenAsEver) {
  ok(bank.param_lane("a", "cut", "1 2", 0));
  ok(bank.assign_param("a", "p", "cut", "cut"));
  bank.resolve(Instruments());
  start();
  EXPECT_EQ(played(6'001), "0 p = 1000\n6000 p = 2000\n");
}

TEST_F(PlayedNotes, OfARepeatEndBeforeTheNext) {
  assign("p", "freq");
  ok(bank.trigs("a", TrigField::kRatchet, "1 2", 0));
  start();
  EXPECT_EQ(played().substr(std::string("0 p note 440 Hz 64\n0 p note 880 Hz 64\n").size()),
            "3000 p end\n6000 p note 220 Hz 127\n7500 p end\n9000 p note 220 Hz 127\n"
            "10500 p end\n");
}

TEST_F(PlayedNotes, AreHeldThroughATieWhichBendsThemToItsOwn) {
  assign("p", "freq");
  ok(bank.pattern("a", "x--.", 0));
  start();
  EXPECT_EQ(played(), "0 p note 440 Hz 64\n0 p note 880 Hz 64\n6000 p bend 220 Hz\n18000 p end\n");
}

/// Whatever comes in the middle of a note, what it has begun is ended.
class HungNotes : public PlayedNotes {
 protected:
  void SetUp() override {
    PlayedNotes::SetUp();
    ok(bank.gate_len("a", 1.0));
    assign("p", "freq");
    start();
    EXPECT_EQ(played(1'000), "0 p note 440 Hz 64\n0 p note 880 Hz 64\n");
  }
};

TEST_F(HungNotes, StopEndsThem) {
  ok(bank.stop("a", 2'000));
  EXPECT_EQ(played(), "2000 p end\n");
}
TEST_F(HungNotes, StopAllEndsThem) {
  bank.stop_all(2'000);
  EXPECT_EQ(played(), "2000 p end\n");
}
TEST_F(HungNotes, DeleteEndsThem) {
  ok(bank.remove("a", 2'000));
  EXPECT_EQ(played(), "2000 p end\n");
}
TEST_F(HungNotes, MuteEndsThem) {
  ok(bank.mute("a", true, 2'000));
  EXPECT_EQ(played(), "2000 p end\n");
}
TEST_F(HungNotes, UnassignEndsThem) {
  ok(bank.unassign_param("a", "p", "note", "freq", 2'000));
  EXPECT_EQ(played(), "2000 p end\n");
}
TEST_F(HungNotes, AnotherPatternLeavesThemTheirEnd) {
  ok(bank.pattern("a", "....", 2'000));
  ok(bank.stop("a", 40'000));
  const std::string all = played(100'000);
  EXPECT_EQ(all.substr(0, 11), "6000 p end\n");
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3) << all;
}
TEST_F(HungNotes, ALaneThatChangesLeavesThemTheirEnd) {
  ok(bank.param_lane("a", "note", "60 60 60 60", 2'000));
  EXPECT_EQ(played(6'001), "6000 p end\n6000 p note 220 Hz 127\n");
}
TEST_F(HungNotes, AnotherTempoMovesTheirEnd) {
  ok(bank.transport_bpm(240.0, 2'000));
  EXPECT_EQ(played(4'001), "4000 p end\n4000 p note 220 Hz 127\n");
}
TEST_F(HungNotes, AModuleThatGoesTakesThemWithIt) {
  bank.resolve(Letters());  // `p` is mono now
  ok(bank.stop("a", 2'000));
  EXPECT_EQ(played(), "2000 p end\n") << "an end that finds nothing is none";
}

}  // namespace
}  // namespace chronus::sequencer::testing

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>

#include "conductor/setting.hpp"
#include "tests/unit/conductor/set_test.hpp"

namespace chronus::conductor {
namespace {

class Load : public SetTest {
 protected:
  Setting kept() const { return setting_of(studio.conductor.scene()); }
  std::string load(Setting set, const std::string& line = "/session/load verse") {
    for (auto& one : set.sequencers) one.place.reset();
    Incoming incoming;
    incoming.bundle.messages.push_back(Studio::message(line));
    incoming.setting = std::make_shared<const Setting>(std::move(set));
    studio.conductor.submit(std::move(incoming));
    studio.step();
    const std::string answer = studio.answer();
    settle();
    return answer;
  }
};

TEST_F(Load, GivesWhatWasKeptAndNothingElse) {
  say_all(kKick);
  const auto verse = kept();
  const auto before = set();
  say_all({"/seq/create hat", "/seq/start hat", "/seq/pattern kick X", "/transport/bpm 99",
           "/mod/filter1/freq 222"});
  studio.say_bundle(
      {"/patch/edit", "/patch/create g gain", "/patch/connect g output", "/patch/commit"});
  settle();
  const auto chorus = set();
  EXPECT_EQ(load(verse), "done /session/load verse");
  EXPECT_EQ(set(), before);
  EXPECT_EQ(studio.conductor.scene().session, "verse");
  ASSERT_TRUE(undo().starts_with("done")) << studio.answer();
  EXPECT_EQ(set(), chorus) << "undone as a whole";
  ASSERT_TRUE(undo("/redo").starts_with("done")) << studio.answer();
  EXPECT_EQ(set(), before);
}

TEST_F(Load, AskedForByANumberHasItAsItsName) {
  say_all(kKick);
  EXPECT_EQ(load(kept(), "/session/load 5"), "done /session/load 5");
  EXPECT_EQ(studio.conductor.scene().session, "5");
}

TEST_F(Load, RefusesLanesThatCountOtherwiseAndTakesWhatIsTheSameInBoth) {
  say_all(kKick);
  auto verse = kept();
  ASSERT_FALSE(verse.is_classic);
  verse.is_classic = true;
  EXPECT_EQ(load(verse), "done /session/load verse") << "values are what they are";
  say_all({"/seq/param_lane kick release \"0.04 0.2\"", "/seq/assign kick param adsr1 release"});
  verse = kept();
  verse.is_classic = true;
  const auto before = set();
  EXPECT_EQ(load(verse),
            "fail /session/load lane release of kick counts in milliseconds: "
            "start chronusd with --classic verse");
  EXPECT_EQ(set(), before);
  verse.is_classic = false;
  EXPECT_EQ(load(verse), "done /session/load verse");
}

TEST_F(Load, HoldsWhatTheSetHeldAndEndsWhatItDidNot) {
  studio.say_bundle({"/patch/edit", "/patch/create o osc 4", "/patch/create e adsr 4",
                     "/patch/connect o e", "/patch/connect e output", "/patch/commit"});
  settle();
  say_all({"/gate/adsr1 1 0.8", "/note/o c4 0.5", "/note/o g4 0.5 3"});
  const auto verse = kept();
  const auto held = [&] {
    const auto& scene = studio.conductor.scene();
    std::vector<std::string> told;
    for (const auto& line : scene.held.lines(scene.patches, studio.conductor.horizon())) {
      if (line.args.size() < 3) told.push_back(score::to_line(0, line).substr(3));
    }
    return told;
  };
  const std::vector<std::string> first{"/gate/adsr1 1 0.8", "/note/o 60.0 0.5"};
  const std::vector<std::string> second{"/note/e 60.0 0.75", "/note/e 64.0 0.5"};
  ASSERT_EQ(held(), first);
  say_all({"/gate/adsr1 0", "/note/e 60 0.75", "/note/e 64 0.5"});
  ASSERT_EQ(held(), second);
  studio.stage.journal.clear();
  ASSERT_EQ(load(verse), "done /session/load verse");
  EXPECT_EQ(held(), first);
  EXPECT_EQ(studio.stage.journal.size(), 4U) << "what is the same goes on";
  ASSERT_TRUE(undo().starts_with("done")) << studio.answer();
  EXPECT_EQ(held(), second);
  ASSERT_TRUE(undo("/redo").starts_with("done")) << studio.answer();
  EXPECT_EQ(held(), first);
}

TEST_F(Load, LandsOnOneFrameAndKeepsThePlaceOfWhatPlaysInBoth) {
  say_all(kKick);
  const auto verse = kept();
  say("/seq/pattern kick X...............");
  studio.run_to(150'016);
  const auto place = find("kick")->place();
  studio.stage.journal.clear();
  ASSERT_EQ(load(verse), "done /session/load verse");
  ASSERT_FALSE(studio.stage.journal.empty());
  for (const auto& line : studio.stage.journal) {
    EXPECT_EQ(line.substr(0, line.find(' ')),
              studio.stage.journal[0].substr(0, studio.stage.journal[0].find(' ')));
  }
  EXPECT_EQ(find("kick")->info().plays, "x.x.x.x.x.x.x.x.") << "from that frame on";
  EXPECT_EQ(find("kick")->place().cycle, place.cycle);
}

TEST_F(Load, OfWhatThereIsChangesNothing) {
  say_all(kKick);
  studio.run_to(60'032);
  studio.stage.journal.clear();
  const auto builds = studio.stage.builds.size();
  EXPECT_EQ(load(kept()), "done /session/load verse");
  EXPECT_TRUE(studio.stage.journal.empty()) << studio.stage.journal.front();
  EXPECT_EQ(studio.stage.builds.size(), builds);
}

}  // namespace
}  // namespace chronus::conductor

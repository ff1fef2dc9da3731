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
  std::string load(Setting set) {
    for (auto& one : set.sequencers) one.place.reset();
    Incoming incoming;
    incoming.bundle.messages.push_back(Studio::message("/session/load verse"));
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

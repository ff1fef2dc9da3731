// SPDX-License-Identifier: MIT
// What a journal remarks of recordings: those that there were.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

TEST(Recording, IsRemarkedWhereItTrulyBeganAndEnded) {
  Studio studio;
  studio.say("/record/start take.wav");
  studio.conductor.after_pass();
  EXPECT_THAT(studio.stage.remarks, testing::IsEmpty()) << "a disk may still refuse it";
  studio.stage.marks = {{.begins = true, .frame = 640}};
  studio.conductor.after_pass();
  studio.say("/record/stop");
  studio.stage.marks = {{.begins = false, .frame = 9'600}};
  studio.conductor.after_pass();
  EXPECT_THAT(studio.stage.remarks, testing::ElementsAre("record from 640f", "record up to 9600f"));
}

TEST(Recording, ThatIsRefusedIsNotRemarked) {
  Studio studio;
  studio.say("/record/start take.wav");
  studio.say("/record/stop");
  studio.conductor.after_pass();
  EXPECT_THAT(studio.stage.remarks, testing::IsEmpty());
}

}  // namespace
}  // namespace chronus::conductor

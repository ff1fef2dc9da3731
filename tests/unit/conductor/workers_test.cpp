// SPDX-License-Identifier: MIT
// `/worker/…`: which slot is asked for what.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

using Asked = std::vector<std::string>;

TEST(Workers, AreReplacedAndKilledInTheSlotThatIsNamed) {
  Studio studio;
  studio.say("/worker/restart 0");
  studio.say("/worker/restart 1");
  studio.say("/worker/kill 1");
  EXPECT_EQ(studio.stage.asked, (Asked{"replace worker 0", "replace worker 1", "kill worker 1"}));
}

TEST(Workers, AreNotInAnyOtherSlot) {
  for (const std::string slot : {"2", "-1", "256", "0.5", "first", ""}) {
    Studio studio;
    studio.say("/worker/restart " + slot);
    EXPECT_TRUE(studio.answer().starts_with("fail /worker/restart")) << studio.answer();
    EXPECT_EQ(studio.stage.asked, Asked{}) << slot;
  }
}

}  // namespace
}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
// What is wrong with a patch as a whole, and what can be done about it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_stage.hpp"

namespace chronus::conductor {
namespace {

std::string reason_of_commit(const std::vector<std::string>& lines) {
  Studio studio;
  for (const auto& line : lines) studio.say(line);
  studio.say("/patch/commit");
  return studio.answer();
}

TEST(PatchRefusal, OfACycleNamesItsModulesAndWhatCanBeDone) {
  const auto reason =
      reason_of_commit({"/patch/new", "/patch/create s sine", "/patch/create f biquad",
                        "/patch/create g gain", "/patch/connect s f", "/patch/connect f g",
                        "/patch/connect g f", "/patch/connect g output"});
  for (const char* part :
       {"fail /patch/commit cycle through f -> g -> f: ", "/patch/disconnect", "feedback"}) {
    EXPECT_NE(reason.find(part), std::string::npos) << reason;
  }
}

TEST(PatchRefusal, OfAnythingElseSaysNothingOfCycles) {
  const auto reason = reason_of_commit({"/patch/new", "/patch/create s sine"});
  EXPECT_TRUE(reason.starts_with("fail /patch/commit ")) << reason;
  EXPECT_EQ(reason.find("feedback"), std::string::npos) << reason;
}

TEST(PatchRefusal, OfVoicesNamesAsManyAsThereMayBe) {
  for (const char* voices : {"0", "65", "128"}) {
    Studio studio;
    studio.say("/patch/create x osc " + std::string(voices));
    EXPECT_NE(studio.answer().find("voices (argument 3) must be a whole number from 1 to 64"),
              std::string::npos)
        << studio.answer();
  }
  Studio studio;
  studio.say("/patch/create x osc 64");
  EXPECT_EQ(studio.answer(), "done /patch/create x osc 64");
}

}  // namespace
}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stand_in.hpp"

namespace chronus::osc {
namespace {

using testing::Contains;
using testing::MatchesRegex;

class Tail : public Chronusctl {};

TEST_F(Tail, PrintsEventsBehindTheirTimeAndEndsAfterSoMany) {
  const auto ended = ctl("tail --count 2");
  EXPECT_THAT(ended.output, MatchesRegex("[0-9:]{8}\\.[0-9]{3} step  id kick\n"
                                         "[0-9:]{8}\\.[0-9]{3} failover  slot 1\n"));
  EXPECT_EQ(ended.status, 0);
  ASSERT_EQ(ctl("sync").status, 0) << "what came before has been heard";
  EXPECT_EQ(stand_in_.heard().back(), "/notify 0");
}

TEST_F(Tail, AsksForTheKindsThatAreWanted) {
  ctl("tail step failover --count 1");
  EXPECT_THAT(stand_in_.heard(), Contains("/notify 1 step,failover"));
}

TEST_F(Tail, IsJsonForMachines) {
  EXPECT_THAT(ctl("tail --json --count 1").output,
              MatchesRegex("\\{\"event\":\\{\"id\":\"kick\"\\},\"kind\":\"step\","
                           "\"time\":\"[0-9:]{8}\\.[0-9]{3}\"\\}\n"));
}

TEST_F(Tail, AKindThatThereIsNotIsRefused) {
  const auto ended = ctl("tail stpe");
  EXPECT_EQ(ended.output, "chronusctl: 'stpe' is no kind of event\n");
  EXPECT_EQ(ended.status, 1);
}

}  // namespace
}  // namespace chronus::osc

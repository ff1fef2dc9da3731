// SPDX-License-Identifier: MIT
#include "apps/ctl/json_view.hpp"

#include <gtest/gtest.h>

namespace chronus::ctl {
namespace {

std::string view(const char* json) { return json_view(json_of(json)); }

TEST(JsonView, AListIsALineEach) {
  EXPECT_EQ(view(R"(["kick", 2.5, null])"), "kick\n2.5\n-\n");
  EXPECT_EQ(view("[]"), "");
}

TEST(JsonView, AListOfObjectsIsATableThatNamesItsRowsFirst) {
  EXPECT_EQ(view(R"([{"bpm": 120.0, "id": "kick"}, {"id": "hat", "muted": true, "list": [1, 2]}])"),
            "ID    BPM  LIST  MUTED\n"
            "kick  120  -     -\n"
            "hat   -    1 2   yes\n");
}

TEST(JsonView, AnObjectIsALineForEachMemberAndWhatIsLargerComesBehind) {
  EXPECT_EQ(view(R"({"b": {"x": 1, "y": {}}, "list": [{"id": "a"}], "c": 0.1, "d": [], "e": ""})"),
            "c  0.1\n"
            "d  -\n"
            "e  -\n"
            "\n"
            "b.x  1\n"
            "b.y  -\n"
            "\n"
            "list\n"
            "ID\n"
            "a\n");
}

TEST(JsonView, NoDigitIsLost) { EXPECT_EQ(view("[0.12345678901234566]"), "0.12345678901234566\n"); }

TEST(JsonView, AWordIsALine) { EXPECT_EQ(view("\"x y\""), "x y\n"); }

}  // namespace
}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#include "picture/sound_picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tones.hpp"

namespace chronus::picture {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr StreamFormat kFormat{48'000, 128, 2};

TEST(SoundPicture, HasEachChannelAndWhereSoundsBegin) {
  std::vector<float> left(48'000);
  test::pluck(&left, 24'000, 440.0, 0.5, 48'000);
  std::vector<float> both;
  for (const float sample : left) both.insert(both.end(), {sample, -sample * 3.0F});
  SoundPicture picture(kFormat, 48'000);
  picture.add(both.data(), 10'000);
  picture.add(both.data() + 20'000, 38'000);
  EXPECT_EQ(picture.onsets().size(), 1U);
  const std::string script = picture.script("a song");
  EXPECT_THAT(script, HasSubstr("\n$onsets << END\n0.5\n"));
  EXPECT_THAT(script, HasSubstr("set title 'a song'\n"));
  EXPECT_THAT(script, HasSubstr("1:2:3 with filledcurves"));
  EXPECT_THAT(script, HasSubstr("1:4:5 with filledcurves"));
  EXPECT_THAT(script, Not(HasSubstr("1:6:7")));
  EXPECT_THAT(script, HasSubstr("'1 kHz' "));
}

TEST(SoundPicture, ATitleIsTextAndNothingElse) {
  SoundPicture picture(kFormat, 1);
  const std::string script = picture.script("it's\n!rm 'x'");
  EXPECT_THAT(script, HasSubstr("set title 'it''s!rm ''x'''\n"));
}

}  // namespace
}  // namespace chronus::picture

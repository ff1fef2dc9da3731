// SPDX-License-Identifier: MIT
// What the voices of an instrument play: pitch, glide, bend, velocity.
#include "notes_bench.hpp"

namespace chronus::engine {
namespace {

TEST_F(Notes, HaveTheVelocityOfTheirVoiceAsAnOutput) {
  PatchOf patch(1);
  patch.module(0, "adsr", 1, {{"release", 0.01F}}).voices(0, 10);
  patch.module(1, "lfo", 2, {{"depth", 0.0F}}).voices(1, 10).module(2, "adsr", 3);
  // The third output to the offset of an lfo that gives nothing else.
  auto description = patch.hear(1).get();
  auto& cable = description.connections[description.connection_count++];
  cable = {.src_module = 0, .src_port = 2, .target = Target::kParam, .dst_module = 1};
  cable.dst_index =
      static_cast<std::uint8_t>(find_param(*test::built_in_catalog().find("lfo"), "offset"));
  ASSERT_TRUE(engine_.build(description));
  apply({.op = Op::kSwapPatch, .patch_version = 1});
  apply(note_on(0, 1, 0.0, 0.25));
  EXPECT_EQ(render(engine_, 500).back(), 0.25F);
  apply(note_on(0, 2, 0.0, 0.5));
  EXPECT_EQ(render(engine_, 500).front(), 0.75F) << "from its own frame on";
  apply(note_off(0, 1));
  EXPECT_EQ(render(engine_, 470).back(), 0.75F);
  EXPECT_EQ(render(engine_, 100).back(), 0.5F) << "until its release has ended";
}

TEST_F(Notes, GlideFromThePitchThatTheirVoiceHad) {
  play(engine_, instrument(2));
  apply(set(kSine, 2, 0.5));
  apply(note_on(kSine, 1, 220.0));
  apply(note_on(kSine, 2, 880.0));
  render(engine_, 48'000);
  Engine mono(kMono, test::built_in_modules());
  play(mono, instrument(1));
  mono.apply(set(kSine, 2, 0.5));
  mono.apply(note_on(kSine, 2, 880.0));
  render(mono, 48'000);
  apply(note_off(kSine, 1));
  render(engine_, 24'000);
  render(mono, 24'000);
  // The first voice has its pitch of before; the second one's glide is what a mono voice's is.
  apply(note_on(kSine, 2, 440.0));
  mono.apply(note_on(kSine, 2, 440.0));
  EXPECT_EQ(render(engine_, 10'000), render(mono, 10'000));
}

TEST_F(Notes, AreBentWithoutBeingStruckAgain) {
  Engine told(kMono, test::built_in_modules());
  for (Engine* engine : {&engine_, &told}) {
    play(*engine, instrument(4));
    engine->apply(note_on(kSine, 1, 220.0));
    render(*engine, 1'001);
  }
  auto bend = note_on(kAdsr, 1, 330.0);
  bend.flags = kFlagBend;
  apply(bend);
  told.apply(set(kSine, 0, 330.0));
  EXPECT_EQ(render(engine_, 5'000), render(told, 5'000));
  bend.voice = 2;
  apply(bend);
  EXPECT_EQ(used(), 1U) << "nobody plays it";
}

TEST_F(Notes, GiveThePitchBackToAParameterThatIsSet) {
  play(engine_, instrument(8));
  apply(note_on(kSine, 1, 220.0));
  render(engine_, 1'000);
  apply(set(kSine, 0, 660.0));
  render(engine_, 20'000);
  Engine other(kMono, test::built_in_modules());
  play(other, instrument(8));
  other.apply(note_on(kSine, 1, 660.0));
  EXPECT_NEAR(loudest(4'000), peak(render(other, 24'000)), 0.3F);
  const auto both = render(engine_, 480);
  int crossings = 0;
  for (std::size_t n = 1; n < both.size(); ++n) crossings += both[n - 1] < 0.0F && both[n] >= 0.0F;
  EXPECT_NEAR(crossings, 6.6, 1.0) << "660 Hz for 10 ms";
}

}  // namespace
}  // namespace chronus::engine

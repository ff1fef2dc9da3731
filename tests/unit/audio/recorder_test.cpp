// SPDX-License-Identifier: MIT
#include "audio/recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>

#include "recorded_file.hpp"
#include "temporary_directory.hpp"

namespace chronus::audio {
namespace {

using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr StreamFormat kFormat{48'000, 128, 2};

class RecorderTest : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return (temporary_.path() / name).string(); }

  /// Plays whole blocks from where the music stands up to `end` or just beyond.
  void play_until(Frame end) {
    for (; played_ < end; played_ += kFormat.block_frames) {
      const auto block = music(played_, played_ + kFormat.block_frames);
      recorder_.block_played(played_, block.data(), kFormat.block_frames);
    }
  }

  TemporaryDirectory temporary_;
  Frame played_ = 0;
  std::promise<RecordStatus> closed_;
  Recorder recorder_{kFormat, {[this](const RecordStatus& s) { closed_.set_value(s); }, nullptr}};
};

TEST_F(RecorderTest, RecordsFromFrameToFrameExactlyWithinBlocks) {
  play_until(1'000);
  ASSERT_TRUE(recorder_.start(file("take.wav"), 5'001));
  play_until(6'000);
  ASSERT_TRUE(recorder_.stop(9'999));
  play_until(20'000);
  const RecordStatus status = closed_.get_future().get();
  EXPECT_EQ(status.state, RecordState::kIdle);
  EXPECT_EQ(status.file, file("take.wav"));
  EXPECT_DOUBLE_EQ(status.seconds, 4'998 / 48'000.0);
  const auto recorded = read_file(file("take.wav"));
  EXPECT_EQ(recorded.samples, music(5'001, 9'999));
  EXPECT_EQ(recorded.info.samplerate, 48'000);
  EXPECT_EQ(recorded.info.channels, 2);
  EXPECT_EQ(recorded.info.format & SF_FORMAT_SUBMASK, SF_FORMAT_FLOAT);
}

TEST_F(RecorderTest, RecordsFromTheVeryNextBlock) {
  play_until(128);
  ASSERT_TRUE(recorder_.start(file("take.wav"), 128));
  play_until(256);
  recorder_.finish();
  EXPECT_EQ(read_file(file("take.wav")).samples, music(128, 256));
}

TEST_F(RecorderTest, WritesOverAFileOnlyWhereItMay) {
  std::ofstream(file("take.wav")) << "precious";
  const Status refused = recorder_.start(file("take.wav"), 0, {}, IfThere::kRefuse);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.reason(), HasSubstr("take.wav': File exists"));
  std::ifstream in(file("take.wav"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "precious");
  ASSERT_TRUE(recorder_.start(file("take.wav"), 0));
  play_until(128);
  recorder_.finish();
  EXPECT_EQ(read_file(file("take.wav")).samples, music(0, 128));
}

TEST_F(RecorderTest, FinishesWithAllThatWasPlayed) {
  ASSERT_TRUE(recorder_.start(file("take.wav"), 0));
  play_until(100'000);
  recorder_.finish();
  EXPECT_EQ(recorder_.status().state, RecordState::kIdle);
  EXPECT_EQ(read_file(file("take.wav")).samples, music(0, played_));
}

TEST_F(RecorderTest, FinishesAStopThatTheClockNeverReached) {
  ASSERT_TRUE(recorder_.start(file("take.wav"), 0));
  play_until(1'000);
  ASSERT_TRUE(recorder_.stop(50'000));
  recorder_.finish();
  EXPECT_EQ(read_file(file("take.wav")).samples, music(0, played_));
}

TEST_F(RecorderTest, WritesFlacIn24Bits) {
  ASSERT_TRUE(recorder_.start(file("take.flac"), 100));
  play_until(30'000);
  recorder_.finish();
  const auto recorded = read_file(file("take.flac"));
  EXPECT_EQ(recorded.samples, music(100, played_));
  EXPECT_EQ(recorded.info.format, SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
}

TEST_F(RecorderTest, WritesTheSampleFormatThatIsWanted) {
  const struct {
    const char* name;
    SampleFormat wanted;
    int format;
  } takes[] = {{"24.wav", SampleFormat::kPcm24, SF_FORMAT_WAVEX | SF_FORMAT_PCM_24},
               {"16.wav", SampleFormat::kPcm16, SF_FORMAT_WAVEX | SF_FORMAT_PCM_16},
               {"16.flac", SampleFormat::kPcm16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16}};
  for (const auto& take : takes) {
    const Frame from = played_;
    ASSERT_TRUE(recorder_.start(file(take.name), from, take.wanted)) << take.name;
    play_until(from + 5'000);
    recorder_.finish();
    closed_ = {};
    const auto recorded = read_file(file(take.name));
    EXPECT_EQ(recorded.info.format & (SF_FORMAT_TYPEMASK | SF_FORMAT_SUBMASK), take.format)
        << take.name;
    const float half_a_step = take.wanted == SampleFormat::kPcm16 ? 0x1p-16F : 0.0F;
    EXPECT_THAT(recorded.samples, Pointwise(FloatNear(half_a_step), music(from, played_)))
        << take.name;
  }
}

TEST_F(RecorderTest, ClipsWhatAWholeNumberCannotHold) {
  ASSERT_TRUE(recorder_.start(file("loud.wav"), 0, SampleFormat::kPcm16));
  const std::vector<float> loud{0.5F, -0.5F, 2.0F, -2.0F};
  recorder_.block_played(0, loud.data(), 2);
  recorder_.finish();
  const float top = 32'767.0F / 32'768.0F;
  EXPECT_EQ(read_file(file("loud.wav")).samples, (std::vector<float>{0.5F, -0.5F, top, -1.0F}));
}

TEST_F(RecorderTest, RefusesFloatInFlacAndMakesNoFile) {
  const Status refused = recorder_.start(file("take.flac"), 0, SampleFormat::kFloat);
  EXPECT_THAT(refused.reason(), HasSubstr("FLAC has no float"));
  EXPECT_FALSE(std::filesystem::exists(file("take.flac")));
}

TEST_F(RecorderTest, MakesEqualFilesOfEqualMusic) {
  for (const char* name : {"one.wav", "two.wav"}) {
    ASSERT_TRUE(recorder_.start(file(name), played_));
    const auto block = music(0, 128);
    recorder_.block_played(played_, block.data(), 128);
    played_ += 128;
    recorder_.finish();
    closed_ = {};
  }
  const auto bytes = [](const std::string& path) {
    std::string content;
    if (FILE* in = fopen(path.c_str(), "rb")) {
      for (int c = fgetc(in); c != EOF; c = fgetc(in)) content.push_back(static_cast<char>(c));
      fclose(in);
    }
    return content;
  };
  EXPECT_GT(bytes(file("one.wav")).size(), 128U * 8);
  // The chunk where libsndfile puts the time of day.
  EXPECT_EQ(bytes(file("one.wav")).find("PEAK"), std::string::npos);
  EXPECT_EQ(bytes(file("one.wav")), bytes(file("two.wav")));
}

TEST_F(RecorderTest, IsReadByOtherProgramsAsAnOrdinaryWav) {
  ASSERT_TRUE(recorder_.start(file("take.wav"), 0));
  play_until(48'000);
  recorder_.finish();
  std::string said;
  FILE* soxi = popen(("soxi '" + file("take.wav") + "' 2>&1").c_str(), "r");
  ASSERT_NE(soxi, nullptr);
  for (int c = fgetc(soxi); c != EOF; c = fgetc(soxi)) said.push_back(static_cast<char>(c));
  EXPECT_EQ(pclose(soxi), 0) << said;
  EXPECT_THAT(said, HasSubstr("48000 samples"));
  EXPECT_THAT(said, HasSubstr("Floating Point PCM"));
  EXPECT_THAT(said, HasSubstr("Channels       : 2"));
}

TEST_F(RecorderTest, RefusesAFrameThatHasBeenPlayedAndLeavesNoFile) {
  play_until(1'000);
  const Status late = recorder_.start(file("take.wav"), 1'000);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.reason(), HasSubstr("frame 1000"));
  EXPECT_FALSE(std::filesystem::exists(file("take.wav")));
  EXPECT_EQ(recorder_.status().state, RecordState::kIdle);
}

TEST_F(RecorderTest, RefusesASecondRecordingAndGoesOnWithTheFirst) {
  ASSERT_TRUE(recorder_.start(file("take.wav"), 0));
  const Status second = recorder_.start(file("other.wav"), 0);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.reason(), HasSubstr("already recording to '" + file("take.wav")));
  play_until(1'280);
  recorder_.finish();
  EXPECT_EQ(read_file(file("take.wav")).samples, music(0, 1'280));
}

TEST_F(RecorderTest, RefusesAFileThatCannotBeMadeAndCanRecordAfterwards) {
  const Status nowhere = recorder_.start(file("no/such/directory/take.wav"), 0);
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.reason(), HasSubstr("No such file or directory"));
  const Status kind = recorder_.start(file("take.ogg"), 0);
  ASSERT_FALSE(kind);
  EXPECT_THAT(kind.reason(), HasSubstr("use .wav or .flac"));
  play_until(256);
  ASSERT_TRUE(recorder_.start(file("take.wav"), 300));
  play_until(512);
  recorder_.finish();
  EXPECT_EQ(read_file(file("take.wav")).samples, music(300, 512));
}

TEST_F(RecorderTest, RefusesToStopWhatDoesNotRunOrStopsAlready) {
  EXPECT_FALSE(recorder_.stop(0));
  ASSERT_TRUE(recorder_.start(file("take.wav"), 0));
  ASSERT_TRUE(recorder_.stop(100'000));
  const Status again = recorder_.stop(200'000);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.reason(), HasSubstr("at frame 100000"));
}

}  // namespace
}  // namespace chronus::audio

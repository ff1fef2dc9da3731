// SPDX-License-Identifier: MIT
// Where memory runs out a recording is refused, or ends and is told, and the next one is taken.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <new>

#include "audio/recorder.hpp"
#include "recorded_file.hpp"
#include "temporary_directory.hpp"

namespace chronus::audio {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};

/// Finds no memory for calls of one kind, so many times.
class ScarceFiles final : public disk::Files {
 public:
  void run_out(disk::Operation at, int times) {
    at_ = at;
    times_ = times;
  }
  bool have_run_out() const { return times_ == 0; }

 private:
  std::int64_t call(const disk::FileRequest& request, std::string_view text,
                    std::span<char> answer) override {
    if (request.operation == at_ && times_ > 0) {
      --times_;
      throw std::bad_alloc();
    }
    return disk::perform(request, text, answer);
  }
  std::atomic<disk::Operation> at_{disk::Operation::kOpen};
  std::atomic<int> times_{0};
};

class RecorderMemory : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return (temporary_.path() / name).string(); }

  void play(int frames) {
    for (const Frame end = played_ + frames; played_ < end; played_ += kFormat.block_frames) {
      const auto block = music(played_, played_ + kFormat.block_frames);
      recorder_.block_played(played_, block.data(), kFormat.block_frames);
    }
  }

  TemporaryDirectory temporary_;
  ScarceFiles files_;
  Frame played_ = 0;
  int refusals_to_hear_ = 0;
  int told_ = 0;
  std::promise<RecordStatus> failed_;
  Recorder recorder_{kFormat,
                     {nullptr,
                      [this](const RecordStatus& status) {
                        if (refusals_to_hear_-- > 0) throw std::bad_alloc();
                        ++told_;
                        failed_.set_value(status);
                      }},
                     files_};
};

TEST_F(RecorderMemory, ARecordingThatFindsNoneIsRefusedAndLeavesTheFileBeforeAlone) {
  ASSERT_TRUE(recorder_.start(file("first.wav"), 0));
  play(1'280);
  ASSERT_TRUE(recorder_.finish());
  files_.run_out(disk::Operation::kOpen, 1);
  const auto refused = recorder_.start(file("second.wav"), played_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason(), "out of memory");
  EXPECT_EQ(read_file(file("first.wav")).samples, music(0, 1'280));
  const Frame from = played_;
  ASSERT_TRUE(recorder_.start(file("second.wav"), from));
  play(1'280);
  EXPECT_TRUE(recorder_.finish());
  EXPECT_EQ(read_file(file("second.wav")).samples, music(from, played_));
}

TEST_F(RecorderMemory, ARecordingThatRunsOutOfItEndsAsAValidFileAndIsToldOnce) {
  refusals_to_hear_ = 2;
  ASSERT_TRUE(recorder_.start(file("take.wav"), 0));
  files_.run_out(disk::Operation::kAboutOpen, 3);
  play(2 * kFormat.rate);  // once a second it looks whether its file is there
  const auto status = failed_.get_future().get();
  EXPECT_EQ(status.state, RecordState::kFailed);
  EXPECT_EQ(status.reason, "out of memory");
  EXPECT_TRUE(files_.have_run_out());
  EXPECT_TRUE(recorder_.finish());
  EXPECT_EQ(told_, 1);
  const auto samples = read_file(file("take.wav")).samples;
  EXPECT_GE(samples.size(), 2U * 48'000);
  EXPECT_EQ(samples, music(0, static_cast<Frame>(samples.size() / 2)));
  const Frame from = played_;
  ASSERT_TRUE(recorder_.start(file("next.wav"), from));
  play(1'280);
  EXPECT_TRUE(recorder_.finish());
  EXPECT_EQ(recorder_.status().state, RecordState::kIdle);
}

}  // namespace
}  // namespace chronus::audio

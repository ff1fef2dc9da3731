// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

#include "audio/capture.hpp"
#include "audio/recorder.hpp"
#include "recorded_file.hpp"
#include "temporary_directory.hpp"

namespace chronus::audio {
namespace {

using ::testing::HasSubstr;

constexpr StreamFormat kFormat{48'000, 128, 2};

void play(Recorder& recorder, Frame from, Frame to) {
  for (Frame f = from; f < to; f += kFormat.block_frames) {
    const auto block = music(f, f + kFormat.block_frames);
    recorder.block_played(f, block.data(), kFormat.block_frames);
  }
}

bool starts_like_the_music(const std::vector<float>& samples) {
  return samples == music(0, static_cast<Frame>(samples.size() / 2));
}

/// Runs `body` in a child process, waits until it has written a byte to its argument, kills it.
template <class Body>
void run_and_kill(Body body) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    body(ends[1]);
    pause();
    _exit(0);
  }
  close(ends[1]);
  char ready = 0;
  EXPECT_EQ(read(ends[0], &ready, 1), 1);
  close(ends[0]);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
}

class KilledRecorder : public testing::TestWithParam<const char*> {};

TEST_P(KilledRecorder, LeavesAReadableFile) {
  const TemporaryDirectory temporary;
  const std::string path = (temporary.path() / GetParam()).string();
  run_and_kill([&](int ready) {
    // Leaked: the process is killed with the recording open.
    auto* recorder = new Recorder(kFormat, {});
    if (!recorder->start(path, 0)) _exit(1);
    play(*recorder, 0, 96'000);
    while (recorder->status().seconds < 2.0) usleep(1'000);
    if (write(ready, "x", 1) != 1) _exit(1);
  });
  const auto recorded = read_file(path);
  EXPECT_EQ(recorded.info.channels, 2);
  // A FLAC encoder holds back less than a few of its own blocks of 4096.
  EXPECT_GT(recorded.samples.size(), 2U * (96'000 - 10'000));
  EXPECT_TRUE(starts_like_the_music(recorded.samples));
}

INSTANTIATE_TEST_SUITE_P(Formats, KilledRecorder, testing::Values("take.wav", "take.flac"),
                         [](const auto& format) { return std::string(format.param).substr(5); });

TEST(FullDisk, EndsTheRecordingWithAReasonAndAValidFile) {
  const TemporaryDirectory temporary;
  const std::string path = (temporary.path() / "take.wav").string();
  constexpr rlim_t kLimit = 100'000;
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const rlimit limit{kLimit, kLimit};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::promise<RecordStatus> failed;
    Recorder recorder(kFormat, {nullptr, [&](const RecordStatus& s) { failed.set_value(s); }});
    if (!recorder.start(path, 0)) _exit(1);
    play(recorder, 0, 96'000);
    const RecordStatus status = failed.get_future().get();
    if (status.state != RecordState::kFailed) _exit(2);
    if (status.reason != "the file may not grow any further") _exit(3);
    // The recorder works on: another recording is short enough to fit.
    if (!recorder.start(path + ".next.wav", 96'000)) _exit(4);
    play(recorder, 96'000, 97'280);
    recorder.finish();
    if (recorder.status().state != RecordState::kIdle) _exit(5);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);

  const auto recorded = read_file(path);
  EXPECT_GT(recorded.samples.size(), 20'000U);
  EXPECT_LE(recorded.samples.size() * sizeof(float), kLimit);
  EXPECT_TRUE(starts_like_the_music(recorded.samples));
  EXPECT_EQ(read_file(path + ".next.wav").samples, music(96'000, 97'280));
}

TEST(FullDisk, IsNamedAsSuch) {
  // The device that is always full, under a name the recorder takes.
  const TemporaryDirectory temporary;
  const auto path = temporary.path() / "full.wav";
  std::filesystem::create_symlink("/dev/full", path);
  std::promise<RecordStatus> failed;
  Recorder recorder(kFormat, {nullptr, [&](const RecordStatus& s) { failed.set_value(s); }});
  const Status started = recorder.start(path.string(), 0);
  if (!started) {
    EXPECT_THAT(started.reason(), HasSubstr("disk full"));
    return;
  }
  play(recorder, 0, 9'600);
  EXPECT_EQ(failed.get_future().get().reason, "disk full");
}

TEST(Capture, HoldsMoreThanFourSecondsAndThenStopsWithoutAHole) {
  Capture capture(kFormat);
  ASSERT_TRUE(capture.arm(0));
  Frame taken = 0;
  for (Frame f = 0; !capture.overflowed(); f += 128) {
    const auto block = music(f, f + 128);
    capture.block_played(f, block.data(), 128);
    if (!capture.overflowed()) taken = f + 128;
  }
  EXPECT_GT(taken, 4 * 48'000);
  // Room again, but the hole is there: nothing more may follow.
  std::vector<float> first(2 * 48'000);
  ASSERT_EQ(capture.read(first.data(), 48'000), 48'000);
  const auto block = music(taken + 128, taken + 256);
  capture.block_played(taken + 128, block.data(), 128);
  std::vector<float> rest(2 * static_cast<std::size_t>(taken));
  const int frames = capture.read(rest.data(), static_cast<int>(taken));
  EXPECT_EQ(frames, taken - 48'000);
  first.insert(first.end(), rest.begin(), rest.begin() + 2 * frames);
  EXPECT_EQ(first, music(0, taken));
}

TEST(SlowDisk, EndsTheRecordingAsFailedInsteadOfWithAHole) {
  const TemporaryDirectory temporary;
  const std::string path = (temporary.path() / "take.wav").string();
  std::promise<RecordStatus> failed;
  auto has_failed = failed.get_future();
  Recorder recorder(kFormat, {nullptr, [&](const RecordStatus& s) { failed.set_value(s); }});
  ASSERT_TRUE(recorder.start(path, 0));
  // Faster than any disk: six seconds at once, again and again until the recorder has noticed.
  const auto samples = music(0, 6 * 48'000);
  Frame f = 0;
  do {
    for (std::size_t at = 0; at < samples.size(); at += 256, f += 128) {
      recorder.block_played(f, samples.data() + at, 128);
    }
  } while (has_failed.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready);
  EXPECT_EQ(has_failed.get().reason, "the disk is too slow");
  const auto recorded = read_file(path);
  EXPECT_GT(recorded.samples.size(), 2U * 4 * 48'000);
}

}  // namespace
}  // namespace chronus::audio

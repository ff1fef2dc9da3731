// SPDX-License-Identifier: MIT
#include "audio/sound_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "recorded_file.hpp"
#include "temporary_directory.hpp"

namespace chronus::audio {
namespace {

constexpr StreamFormat kFormat{48'000, 128, 2};
constexpr int kChunk = 5'000;

/// Stereo noise, exact in 24 bits: FLAC makes nothing small of it.
std::vector<float> noise(Frame from, Frame to) {
  std::vector<float> samples;
  for (Frame i = 2 * from; i < 2 * to; ++i) {
    const auto mixed = static_cast<std::uint64_t>(i + 1) * 0x9E3779B97F4A7C15U;
    samples.push_back(static_cast<float>(static_cast<std::int32_t>(mixed >> 41U) - (1 << 22)) /
                      8'388'608.0F);
  }
  return samples;
}

/// A file that may grow so far stands for a disk that is full.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, SIG_DFL);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
};

struct Kind {
  const char* name;
  std::optional<SampleFormat> samples;
};

class SoundFileTest : public testing::TestWithParam<Kind> {
 protected:
  std::string path() const { return (temporary_.path() / GetParam().name).string(); }
  /// Until the disk is full.
  Frame fill() {
    Frame next = 0;
    while (file_.write(noise(next, next + kChunk).data(), kChunk)) {
      next += kChunk;
      file_.update_header();
    }
    return next;
  }

  TemporaryDirectory temporary_;
  SoundFile file_;
};

TEST_P(SoundFileTest, IsItsOwnersAlone) {
  ASSERT_TRUE(file_.open(path(), kFormat, GetParam().samples));
  struct stat status = {};
  stat(path().c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_P(SoundFileTest, ThatFillsTheDiskAnywhereIsWholeAndKnowsItsLength) {
  // Limits that fall into all places of a sample, of a frame, of a block of FLAC.
  for (const rlim_t limit : {60'000U, 60'001U, 60'002U, 60'003U, 60'005U, 61'234U, 99'999U}) {
    const FileLimit full(limit);
    ASSERT_TRUE(file_.open(path(), kFormat, GetParam().samples));
    fill();
    const Status closed = file_.close();
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.reason(), "the file may not grow any further");
    const auto recorded = read_file(path());
    ASSERT_EQ(recorded.info.frames, file_.frames_kept()) << limit;
    ASSERT_EQ(recorded.samples.size(), 2 * static_cast<std::size_t>(file_.frames_kept()));
    EXPECT_GT(file_.frames_kept(), 6'000);
    const auto played = noise(0, file_.frames_kept());
    for (std::size_t i = 0; i < played.size(); ++i) {
      ASSERT_NEAR(recorded.samples[i], played[i], 0x1p-15F) << limit << " at " << i;
    }
    ASSERT_EQ(unlink(path().c_str()), 0);
  }
}

TEST_P(SoundFileTest, ThatIsFullAtItsLastFrameIsWholeToo) {
  ASSERT_TRUE(file_.open(path(), kFormat, GetParam().samples));
  ASSERT_TRUE(file_.write(noise(0, 20'000).data(), 20'000));
  struct stat status = {};
  stat(path().c_str(), &status);
  const FileLimit full(static_cast<rlim_t>(status.st_size));
  (void)file_.write(noise(20'000, 20'100).data(), 100);
  EXPECT_FALSE(file_.close());
  const auto recorded = read_file(path());
  EXPECT_EQ(recorded.info.frames, file_.frames_kept());
  EXPECT_GT(file_.frames_kept(), 12'000);
}

TEST_P(SoundFileTest, ThatCannotBeBegunLeavesNothing) {
  const FileLimit full(10);
  const Status opened = file_.open(path(), kFormat, GetParam().samples);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.reason(), testing::HasSubstr("the file may not grow any further"));
  EXPECT_TRUE(std::filesystem::is_empty(temporary_.path()));
}

TEST_P(SoundFileTest, ThatWasDeletedSaysSo) {
  ASSERT_TRUE(file_.open(path(), kFormat, GetParam().samples));
  ASSERT_TRUE(file_.write(noise(0, 100).data(), 100));
  EXPECT_FALSE(file_.is_deleted());
  unlink(path().c_str());
  EXPECT_TRUE(file_.is_deleted());
  const Status closed = file_.close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.reason(), "the file has been deleted");
}

INSTANTIATE_TEST_SUITE_P(Kinds, SoundFileTest,
                         testing::Values(Kind{"float.wav", {}},
                                         Kind{"studio.wav", SampleFormat::kPcm24},
                                         Kind{"cd.wav", SampleFormat::kPcm16},
                                         Kind{"studio.flac", {}},
                                         Kind{"cd.flac", SampleFormat::kPcm16}),
                         [](const auto& kind) {
                           std::string name = kind.param.name;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace chronus::audio

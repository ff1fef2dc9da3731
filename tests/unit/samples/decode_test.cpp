// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "samples/decode.hpp"
#include "samples/request.hpp"
#include "tests/unit/audio/temporary_directory.hpp"
#include "tests/unit/samples/sound_files.hpp"

namespace chronus::samples {
namespace {

constexpr DecodeLimits kLimits{48'000, std::uint64_t{1} << 24U, std::uint64_t{1} << 24U};

struct Decoding : testing::Test {
  TemporaryDirectory folder;
  std::filesystem::path path() const { return folder.path() / "sound"; }
  std::string cache() const { return (folder.path() / "cache").string(); }

  Result<Decoded> decode_bytes(const std::vector<char>& bytes,
                               const DecodeLimits& limits = kLimits) {
    return decode(bytes, hash_of(bytes), limits, cache());
  }
  Result<Decoded> decode_file(const DecodeLimits& limits = kLimits) {
    return decode_bytes(bytes_of(path()), limits);
  }
};

TEST_F(Decoding, AtTheEnginesRateSamplesAreTheFilesOwn) {
  const auto sound = some_sound(10'001);
  write_sound(path(), sound);
  const auto decoded = decode_file();
  ASSERT_TRUE(decoded) << decoded.reason();
  EXPECT_EQ(decoded->samples, sound);
  EXPECT_EQ(decoded->frames, 10'001U);
  EXPECT_EQ(decoded->channels, 1U);
}

TEST_F(Decoding, ChannelsLieBehindEachOther) {
  const auto sound = some_sound(2'000);
  write_sound(path(), sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48'000, 2);
  const auto decoded = decode_file();
  ASSERT_TRUE(decoded) << decoded.reason();
  ASSERT_EQ(decoded->frames, 1'000U);
  for (std::size_t n = 0; n < 1'000; ++n) {
    EXPECT_EQ(decoded->samples[n], sound[2 * n]);
    EXPECT_EQ(decoded->samples[1'000 + n], sound[2 * n + 1]);
  }
}

/// Found by a fuzzer: nothing at all was read from nowhere.
TEST_F(Decoding, OfNothingIsRefused) { EXPECT_NE(decode_bytes({}).reason(), ""); }

TEST_F(Decoding, ReadsEachFormat) {
  const auto sound = some_sound(20'000);
  for (const int format :
       {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_PCM_24,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
        SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
    write_sound(path(), sound, format);
    const auto decoded = decode_file();
    ASSERT_TRUE(decoded) << std::hex << format << ": " << decoded.reason();
    // MP3 adds some at both ends.
    EXPECT_NEAR(static_cast<double>(decoded->frames), 20'000.0, 2'500.0) << std::hex << format;
    const auto loudest = *std::max_element(decoded->samples.begin(), decoded->samples.end());
    EXPECT_NEAR(loudest, 0.5F, 0.05F) << std::hex << format;
  }
}

TEST_F(Decoding, AnotherRateIsResampledAndKept) {
  std::vector<float> tone(44'100);
  for (std::size_t n = 0; n < tone.size(); ++n) {
    tone[n] = static_cast<float>(
        0.5 * std::sin(2.0 * M_PI * 1'000.0 * static_cast<double>(n) / 44'100.0));
  }
  write_sound(path(), tone, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44'100);
  const auto first = decode_file();
  ASSERT_TRUE(first) << first.reason();
  EXPECT_EQ(first->source_rate, 44'100);
  EXPECT_FALSE(first->is_from_cache);
  EXPECT_NEAR(static_cast<double>(first->frames), 48'000.0, 2.0);
  double worst = 0.0;
  for (std::size_t n = 1'000; n < 47'000; ++n) {
    const double wanted = 0.5 * std::sin(2.0 * M_PI * 1'000.0 * static_cast<double>(n) / 48'000.0);
    worst = std::max(worst, std::abs(static_cast<double>(first->samples[n]) - wanted));
  }
  EXPECT_LT(worst, 1e-5);
  const auto second = decode_file();
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->is_from_cache);
  EXPECT_EQ(second->samples, first->samples);
}

TEST_F(Decoding, ACacheThatIsNotWholeIsMadeAgain) {
  write_sound(path(), some_sound(5'000), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44'100);
  const auto first = decode_file();
  ASSERT_TRUE(first);
  for (const auto& entry : std::filesystem::directory_iterator(cache())) {
    auto bytes = bytes_of(entry.path());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] + 1);
    write_bytes(entry.path(), bytes);
  }
  const auto second = decode_file();
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->is_from_cache);
  EXPECT_EQ(second->samples, first->samples);
}

TEST_F(Decoding, RefusesEachWithItsReason) {
  const auto reason = [this](const DecodeLimits& limits = kLimits) {
    return decode_file(limits).reason();
  };
  write_sound(path(), some_sound(600), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48'000, 6);
  EXPECT_EQ(reason(), "has 6 channels: 1 or 2 can be played");
  write_sound(path(), some_sound(40'000), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48'000, 200);
  EXPECT_EQ(reason(), "has 200 channels: 1 or 2 can be played");
  write_sound(path(), {});
  EXPECT_EQ(reason(), "has no frames");
  auto bad = some_sound(100);
  bad[42] = std::numeric_limits<float>::quiet_NaN();
  write_sound(path(), bad);
  EXPECT_EQ(reason(), "holds what is no number, in frame 42");
  bad[42] = -std::numeric_limits<float>::infinity();
  write_sound(path(), bad);
  EXPECT_EQ(reason(), "holds what is no number, in frame 42");
  bad[42] = 1'001.0F;
  write_sound(path(), bad);
  EXPECT_EQ(reason(), "is louder than +60 dBFS, in frame 42");
  bad[42] = -1e38F;
  write_sound(path(), bad, SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 44'100);
  EXPECT_EQ(reason(), "is louder than +60 dBFS, in frame 42");
  write_sound(path(), some_sound(1'000));
  auto cut = bytes_of(path());
  cut.resize(cut.size() / 2);
  EXPECT_EQ(decode_bytes(cut).reason(), "is cut short: it says that it is longer");
  EXPECT_EQ(reason({48'000, 1U << 20U, 1'000}),
            "is too long: its samples take more than 1000 bytes");
  EXPECT_THAT(decode_bytes({'R', 'I', 'F', 'F'}).reason(), testing::StartsWith("is no sound"));
  EXPECT_THAT(decode_bytes(std::vector<char>(5'000, 'x')).reason(),
              testing::StartsWith("is no sound"));
}

TEST_F(Decoding, WhatIsNoFileIsRefused) {
  EXPECT_EQ(read_file(folder.path().string(), 100).reason(), "is no file");
  EXPECT_EQ(read_file((folder.path() / "no").string(), 100).reason(), "No such file or directory");
  write_bytes(path(), {});
  EXPECT_EQ(read_file(path().string(), 100).reason(), "is empty");
  write_bytes(path(), std::vector<char>(101, 'x'));
  EXPECT_EQ(read_file(path().string(), 100).reason(),
            "is too large: 101 bytes, of 100 at the most");
}

/// Whatever is done to a file: it is read or refused, and what is read can be played.
TEST_F(Decoding, SurvivesFilesThatWereChangedAtRandom) {
  const int formats[] = {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                         SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                         SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III};
  int read = 0, refused = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    write_sound(path(), some_sound(4'000), formats[seed % std::size(formats)]);
    auto bytes = bytes_of(path());
    for (auto n = 1 + random() % 20; n > 0; --n) {
      // Most of them where a header is.
      const std::size_t most =
          random() % 2 == 0 ? std::min<std::size_t>(64, bytes.size()) : bytes.size();
      bytes[random() % most] = static_cast<char>(random());
    }
    if (random() % 4 == 0) bytes.resize(1 + random() % bytes.size());
    const auto decoded = decode_bytes(bytes);
    if (!decoded) {
      ++refused;
      EXPECT_FALSE(decoded.reason().empty());
      continue;
    }
    ++read;
    ASSERT_EQ(decoded->samples.size(), decoded->frames * decoded->channels) << seed;
    for (const float sample : decoded->samples) {
      ASSERT_LE(std::abs(sample), kLoudestSample) << seed;
    }
  }
  EXPECT_GT(read, 5);
  EXPECT_GT(refused, 5);
}

}  // namespace
}  // namespace chronus::samples

// SPDX-License-Identifier: MIT
#include "samples/decode.hpp"

#include <fcntl.h>
#include <samplerate.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/file_descriptor.hpp"
#include "samples/cache.hpp"
#include "samples/request.hpp"

namespace chronus::samples {
namespace {

constexpr int kMostChannels = 2;
constexpr sf_count_t kFramesAtATime = 8'192;
constexpr sf_count_t kLeastAtATime = 256;
constexpr int kLowestRate = 1'000;
constexpr int kHighestRate = 768'000;

/// A file in memory, as libsndfile reads it.
struct MemoryFile {
  const std::vector<char>& bytes;
  sf_count_t at = 0;

  static sf_count_t length(void* self) {
    return static_cast<sf_count_t>(static_cast<MemoryFile*>(self)->bytes.size());
  }
  static sf_count_t seek(sf_count_t offset, int whence, void* self) {
    auto& file = *static_cast<MemoryFile*>(self);
    const sf_count_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.at : length(self);
    file.at = std::clamp<sf_count_t>(from + offset, 0, length(self));
    return file.at;
  }
  static sf_count_t read(void* to, sf_count_t count, void* self) {
    auto& file = *static_cast<MemoryFile*>(self);
    const sf_count_t there = std::clamp<sf_count_t>(count, 0, length(self) - file.at);
    if (there == 0) return 0;
    std::memcpy(to, file.bytes.data() + file.at, static_cast<std::size_t>(there));
    file.at += there;
    return there;
  }
  static sf_count_t write(const void*, sf_count_t, void*) { return 0; }
  static sf_count_t tell(void* self) { return static_cast<MemoryFile*>(self)->at; }
};

struct CloseSound {
  void operator()(SNDFILE* sound) const { sf_close(sound); }
};

std::uint32_t number_at(const std::vector<char>& file, std::size_t at, bool is_big_endian) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t place = is_big_endian ? 3 - i : i;
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(file[at + i])) << (8 * place);
  }
  return number;
}

/// WAV and AIFF say in their first bytes how long they are: libsndfile reads what there is of them.
/// Streams do not know, and say 0, 2^32 - 1 or what is near it.
bool is_cut_short(const std::vector<char>& file) {
  constexpr std::size_t kHead = 8;
  constexpr std::uint32_t kUnknown = 0xFFFF'0000;
  if (file.size() < kHead) return false;
  const std::string_view kind(file.data(), 4);
  if (kind != "RIFF" && kind != "FORM") return false;
  const std::uint32_t said = number_at(file, 4, kind == "FORM");
  return said < kUnknown && said > file.size() - kHead + 1;  // the last byte may be padding
}

Error too_long(std::uint64_t most_bytes) {
  return Error{"is too long: its samples take more than " + std::to_string(most_bytes) + " bytes"};
}

Status check(const SF_INFO& info) {
  if (info.channels < 1) return Error{"has no channel"};
  if (info.channels > kMostChannels) {
    return Error{"has " + std::to_string(info.channels) + " channels: 1 or 2 can be played"};
  }
  if (info.samplerate < kLowestRate || info.samplerate > kHighestRate) {
    return Error{"has a rate of " + std::to_string(info.samplerate) +
                 " Hz: " + std::to_string(kLowestRate) + " to " + std::to_string(kHighestRate) +
                 " can be played"};
  }
  return {};
}

/// Interleaved. What a header says of the length is not believed.
Result<std::vector<float>> read_frames(SNDFILE* sound, const SF_INFO& info,
                                       std::uint64_t most_bytes) {
  std::vector<float> samples;
  const auto channels = static_cast<std::size_t>(info.channels);
  // No larger than what is likely to be there.
  const sf_count_t at_a_time =
      info.frames > 0 ? std::clamp(info.frames, kLeastAtATime, kFramesAtATime) : kFramesAtATime;
  std::vector<float> some(static_cast<std::size_t>(at_a_time) * channels);
  for (;;) {
    const sf_count_t count = sf_readf_float(sound, some.data(), at_a_time);
    if (count <= 0) break;
    const auto end = some.begin() + static_cast<std::ptrdiff_t>(count) * info.channels;
    samples.insert(samples.end(), some.begin(), end);
    if (samples.size() * sizeof(float) > most_bytes) return too_long(most_bytes);
  }
  if (sf_error(sound) != SF_ERR_NO_ERROR) {
    return Error{std::string("cannot be read to its end: ") + sf_strerror(sound)};
  }
  const auto frames = static_cast<sf_count_t>(samples.size() / channels);
  if (frames == 0) return Error{"has no frames"};
  if (info.frames > 0 && info.frames != SF_COUNT_MAX && frames < info.frames) {
    return Error{"is cut short: it has " + std::to_string(frames) + " of " +
                 std::to_string(info.frames) + " frames"};
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!std::isfinite(samples[i])) {
      return Error{"holds what is no number, in frame " + std::to_string(i / channels)};
    }
    if (std::abs(samples[i]) > kLoudestSample) {
      return Error{"is louder than +60 dBFS, in frame " + std::to_string(i / channels)};
    }
    samples[i] += 0.0F;  // a zero without a sign
  }
  return samples;
}

Result<std::vector<float>> resample(const std::vector<float>& from, int channels, double ratio,
                                    std::uint64_t most_bytes) {
  const auto frames = static_cast<double>(from.size()) / channels;
  const double wanted = std::ceil(frames * ratio);
  if (wanted * channels * sizeof(float) > static_cast<double>(most_bytes)) {
    return too_long(most_bytes);
  }
  std::vector<float> to(static_cast<std::size_t>(wanted + 1.0) *
                        static_cast<std::size_t>(channels));
  SRC_DATA data = {};
  data.data_in = from.data();
  data.data_out = to.data();
  data.input_frames = static_cast<long>(frames);
  data.output_frames = static_cast<long>(wanted + 1.0);
  data.src_ratio = ratio;
  if (const int error = src_simple(&data, SRC_SINC_BEST_QUALITY, channels); error != 0) {
    return Error{std::string("cannot be resampled: ") + src_strerror(error)};
  }
  // It swings over where the file jumps.
  for (float& sample : to) sample = std::clamp(sample, -kLoudestSample, kLoudestSample);
  to.resize(static_cast<std::size_t>(data.output_frames_gen) * static_cast<std::size_t>(channels));
  if (to.empty()) return Error{"has no frames at this rate"};
  return to;
}

std::vector<float> apart(const std::vector<float>& interleaved, std::size_t channels) {
  if (channels == 1) return interleaved;
  std::vector<float> planar(interleaved.size());
  const std::size_t frames = interleaved.size() / channels;
  for (std::size_t i = 0; i < interleaved.size(); ++i) {
    planar[i % channels * frames + i / channels] = interleaved[i];
  }
  return planar;
}

}  // namespace

Result<std::vector<char>> read_file(const std::string& path, std::uint64_t most_bytes) {
  // Not to wait for a pipe's other end.
  const FileDescriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat about = {};
  if (fd.get() < 0 || fstat(fd.get(), &about) != 0) return Error{std::strerror(errno)};
  if (!S_ISREG(about.st_mode)) return Error{"is no file"};
  if (about.st_size == 0) return Error{"is empty"};
  if (static_cast<std::uint64_t>(about.st_size) > most_bytes) {
    return Error{"is too large: " + std::to_string(about.st_size) + " bytes, of " +
                 std::to_string(most_bytes) + " at the most"};
  }
  std::vector<char> bytes(static_cast<std::size_t>(about.st_size));
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t count = read(fd.get(), bytes.data() + have, bytes.size() - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{std::strerror(errno)};
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  bytes.resize(have);
  if (bytes.empty()) return Error{"is empty"};
  return bytes;
}

std::string hash_of(const std::vector<char>& file) {
  const XXH128_hash_t hash = XXH3_128bits(file.data(), file.size());
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint64_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[half >> shift & 15U];
  }
  return text;
}

Result<Decoded> decode(const std::vector<char>& file, const std::string& hash,
                       const DecodeLimits& limits, const std::string& cache) {
  if (is_cut_short(file)) return Error{"is cut short: it says that it is longer"};
  if (auto kept = read_cache(cache, hash, limits.rate);
      kept && kept->samples.size() * sizeof(float) <= limits.most_bytes) {
    return std::move(*kept);
  }
  SF_VIRTUAL_IO calls = {MemoryFile::length, MemoryFile::seek, MemoryFile::read, MemoryFile::write,
                         MemoryFile::tell};
  MemoryFile memory{file};
  SF_INFO info = {};
  const std::unique_ptr<SNDFILE, CloseSound> sound(
      sf_open_virtual(&calls, SFM_READ, &info, &memory));
  if (!sound) return Error{std::string("is no sound: ") + sf_strerror(nullptr)};
  if (auto checked = check(info); !checked) return checked.error();
  auto samples = read_frames(sound.get(), info, limits.most_bytes);
  if (!samples) return samples.error();
  const bool is_resampled = info.samplerate != limits.rate;
  if (is_resampled) {
    const double ratio = static_cast<double>(limits.rate) / info.samplerate;
    samples = resample(*samples, info.channels, ratio, limits.most_bytes);
    if (!samples) return samples.error();
  }
  Decoded decoded;
  decoded.channels = static_cast<std::uint32_t>(info.channels);
  decoded.frames = samples->size() / decoded.channels;
  decoded.source_rate = info.samplerate;
  decoded.samples = apart(*samples, decoded.channels);
  if (is_resampled) write_cache(cache, hash, limits.rate, decoded);
  return decoded;
}

}  // namespace chronus::samples

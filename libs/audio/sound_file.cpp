// SPDX-License-Identifier: MIT
#include "audio/sound_file.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <system_error>

namespace chronus::audio {
namespace {

std::string extension(const std::string& path) {
  std::string end = std::filesystem::path(path).extension().string();
  std::transform(end.begin(), end.end(), end.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return end;
}

std::string failure(SNDFILE* file, int error_number) {
  switch (error_number) {
    case 0:
      return sf_strerror(file);
    case ENOSPC:
    case EDQUOT:
      return "disk full";
    case EFBIG:
      return "the file may not grow any further";
    default:
      return std::generic_category().message(error_number);
  }
}

struct Kind {
  int subtype;
  int bits;  // 0: float
};

Kind kind_of(SampleFormat samples) {
  switch (samples) {
    case SampleFormat::kFloat:
      return {SF_FORMAT_FLOAT, 0};
    case SampleFormat::kPcm24:
      return {SF_FORMAT_PCM_24, 24};
    case SampleFormat::kPcm16:
      break;
  }
  return {SF_FORMAT_PCM_16, 16};
}

/// libsndfile rounds down where it clips, which would leave half a step of direct current.
int quantised(float sample, int bits) {
  const float steps = std::ldexp(1.0F, bits - 1);
  const float scaled = std::clamp(sample * steps, -steps, steps - 1.0F);
  return static_cast<int>(std::lrint(scaled)) * (1 << (32 - bits));
}

}  // namespace

Result<SampleFormat> parse_sample_format(const std::string& text) {
  if (text == "float") return SampleFormat::kFloat;
  if (text == "24") return SampleFormat::kPcm24;
  if (text == "16") return SampleFormat::kPcm16;
  return Error{"'" + text + "' is no sample format: use float, 24 or 16"};
}

bool has_sound_extension(const std::string& path) {
  const std::string end = extension(path);
  return end == ".wav" || end == ".flac";
}

Status SoundFile::open(const std::string& path, const StreamFormat& format,
                       std::optional<SampleFormat> wanted) {
  if (!has_sound_extension(path))
    return Error{"cannot record to '" + path + "': use .wav or .flac"};
  const bool flac = extension(path) == ".flac";
  const SampleFormat samples = wanted.value_or(flac ? SampleFormat::kPcm24 : SampleFormat::kFloat);
  if (flac && samples == SampleFormat::kFloat) {
    return Error{"cannot record to '" + path + "': FLAC has no float, use 24 or 16"};
  }
  SF_INFO info{};
  info.samplerate = format.rate;
  info.channels = format.channels;
  const Kind kind = kind_of(samples);
  // RF64 is a WAV that may grow beyond 4 GB; up to there it is written as a plain one (below). Nor
  // does it hold the time of day, so that equal music gives equal files.
  info.format = (flac ? SF_FORMAT_FLAC : SF_FORMAT_RF64) | kind.subtype;
  errno = 0;
  file_.reset(sf_open(path.c_str(), SFM_WRITE, &info));
  const int error_number = errno;
  if (!file_) {
    return Error{"cannot record to '" + path + "': " + failure(nullptr, error_number)};
  }
  channels_ = format.channels;
  bits_ = kind.bits;
  if (!flac) sf_command(file_.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
  update_header();
  return {};
}

Status SoundFile::write(const float* samples, int frames) {
  if (bits_ != 0) {
    whole_.resize(static_cast<std::size_t>(frames) * channels_);
    std::transform(samples, samples + whole_.size(), whole_.begin(),
                   [this](float sample) { return quantised(sample, bits_); });
  }
  errno = 0;
  const sf_count_t written = bits_ == 0 ? sf_writef_float(file_.get(), samples, frames)
                                        : sf_writef_int(file_.get(), whole_.data(), frames);
  const int error_number = errno;
  if (written == frames) return {};
  return Error{failure(file_.get(), error_number)};
}

void SoundFile::update_header() { sf_command(file_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0); }

}  // namespace chronus::audio

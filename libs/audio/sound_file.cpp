// SPDX-License-Identifier: MIT
#include "audio/sound_file.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
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

int subtype(SampleFormat samples) {
  switch (samples) {
    case SampleFormat::kFloat:
      return SF_FORMAT_FLOAT;
    case SampleFormat::kPcm24:
      return SF_FORMAT_PCM_24;
    case SampleFormat::kPcm16:
      break;
  }
  return SF_FORMAT_PCM_16;
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
  // RF64 is a WAV that may grow beyond 4 GB; up to there it is written as a plain one (below). Nor
  // does it hold the time of day, so that equal music gives equal files.
  info.format = (flac ? SF_FORMAT_FLAC : SF_FORMAT_RF64) | subtype(samples);
  errno = 0;
  file_.reset(sf_open(path.c_str(), SFM_WRITE, &info));
  const int error_number = errno;
  if (!file_) {
    return Error{"cannot record to '" + path + "': " + failure(nullptr, error_number)};
  }
  SNDFILE* const file = file_.get();
  if (samples != SampleFormat::kFloat) sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  if (!flac) sf_command(file, SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
  update_header();
  return {};
}

Status SoundFile::write(const float* samples, int frames) {
  errno = 0;
  const sf_count_t written = sf_writef_float(file_.get(), samples, frames);
  const int error_number = errno;
  if (written == frames) return {};
  return Error{failure(file_.get(), error_number)};
}

void SoundFile::update_header() { sf_command(file_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0); }

}  // namespace chronus::audio

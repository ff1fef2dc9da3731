// SPDX-License-Identifier: MIT
#include "audio/sound_file.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>

#include "audio/flac_length.hpp"

namespace chronus::audio {
namespace {

std::string extension(const std::string& path) {
  std::string end = std::filesystem::path(path).extension().string();
  std::transform(end.begin(), end.end(), end.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return end;
}

bool is_flac(const std::string& path) { return extension(path) == ".flac"; }

Error cannot_record(const std::string& path, const std::string& why) {
  return Error{"cannot record to '" + path + "': " + why};
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

Status check_sound_format(const std::string& path, std::optional<SampleFormat> wanted) {
  if (!has_sound_extension(path)) return cannot_record(path, "use .wav or .flac");
  if (is_flac(path) && wanted == SampleFormat::kFloat) {
    return cannot_record(path, "FLAC has no float, use 24 or 16");
  }
  return {};
}

Status SoundFile::open(const std::string& path, const StreamFormat& format,
                       std::optional<SampleFormat> wanted, IfThere if_there) {
  if (auto checked = check_sound_format(path, wanted); !checked) return checked;
  flac_ = is_flac(path);
  kept_ = 0;
  const SampleFormat samples = wanted.value_or(flac_ ? SampleFormat::kPcm24 : SampleFormat::kFloat);
  if (auto opened = disk_.open(path, if_there); !opened)
    return cannot_record(path, opened.reason());
  SF_INFO info{};
  info.samplerate = format.rate;
  info.channels = format.channels;
  const Kind kind = kind_of(samples);
  // RF64 is a WAV that may grow beyond 4 GB; up to there it is written as a plain one (below). Nor
  // does it hold the time of day, so that equal music gives equal files.
  info.format = (flac_ ? SF_FORMAT_FLAC : SF_FORMAT_RF64) | kind.subtype;
  auto calls = DiskFile::calls();
  file_.reset(sf_open_virtual(&calls, SFM_WRITE, &info, &disk_));
  if (file_) {
    if (!flac_) sf_command(file_.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
    sf_command(file_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
  }
  if (auto written = disk_.written(); !file_ || !written) {
    const auto why = written ? std::string(sf_strerror(file_.get())) : written.reason();
    discard();
    return cannot_record(path, why);
  }
  channels_ = format.channels;
  bits_ = kind.bits;
  frame_bytes_ = format.channels * (kind.bits == 0 ? 4 : kind.bits / 8);
  disk_.begin_data(flac_ ? 0 : frame_bytes_);
  return {};
}

Status SoundFile::write(const float* samples, int frames) {
  if (bits_ != 0) {
    whole_.resize(static_cast<std::size_t>(frames) * channels_);
    std::transform(samples, samples + whole_.size(), whole_.begin(),
                   [this](float sample) { return quantised(sample, bits_); });
  }
  const sf_count_t written = bits_ == 0 ? sf_writef_float(file_.get(), samples, frames)
                                        : sf_writef_int(file_.get(), whole_.data(), frames);
  if (auto on_disk = disk_.written(); !on_disk) return on_disk;
  return written == frames ? Status{} : Status(Error{sf_strerror(file_.get())});
}

void SoundFile::update_header() {
  if (flac_) {
    kept_ = std::max(kept_, write_flac_length(disk_));
  } else {
    sf_command(file_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
  }
}

Status SoundFile::close() {
  // libsndfile leaves the header as it is where a write has failed.
  if (file_ && !flac_ && !disk_.written()) update_header();
  file_.reset();
  // The encoder gives up where a frame did not fit, and leaves the length to us.
  if (flac_ && !disk_.written()) update_header();
  // Where the header cannot be read any more it is as it was last written.
  kept_ = flac_ ? std::max(kept_, read_flac_length(disk_))
                : disk_.data_bytes() / std::max(frame_bytes_, 1);
  return disk_.close();
}

void SoundFile::discard() {
  file_.reset();
  disk_.discard();
}

}  // namespace chronus::audio

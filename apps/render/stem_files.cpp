// SPDX-License-Identifier: MIT
#include "stem_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace chronus::render {

Status StemFiles::make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{"--stems " + folder + ": " + error.message()};
  if (!std::filesystem::is_directory(folder, error)) {
    return Error{"--stems " + folder + ": is no folder"};
  }
  return {};
}

Status StemFiles::open(const std::string& folder, const StreamFormat& format,
                       const offline::StemLayout& layout, int pass) {
  channels_ = format.channels;
  columns_ = layout.columns_of(pass);
  files_.clear();
  for (int stem = layout.first_of(pass); stem < layout.first_of(pass + 1); ++stem) {
    auto file = std::make_unique<File>();
    file->path = folder + "/" + layout.names()[static_cast<std::size_t>(stem)] + ".wav";
    if (auto opened = file->sound.open(file->path, format); !opened) return opened;
    files_.push_back(std::move(file));
  }
  return {};
}

Status StemFiles::write(const float* samples, int frames) {
  stem_.resize(static_cast<std::size_t>(frames) * static_cast<std::size_t>(channels_));
  for (std::size_t stem = 0; stem < files_.size(); ++stem) {
    const float* from = samples + static_cast<std::ptrdiff_t>(stem) * channels_;
    float* to = stem_.data();
    for (int frame = 0; frame < frames; ++frame, from += columns_, to += channels_) {
      std::copy_n(from, channels_, to);
    }
    if (auto written = files_[stem]->sound.write(stem_.data(), frames); !written) {
      return Error{files_[stem]->path + ": " + written.reason()};
    }
  }
  return {};
}

Status StemFiles::close() {
  for (const auto& file : files_) {
    if (auto closed = file->sound.close(); !closed) {
      return Error{file->path + ": " + closed.reason()};
    }
  }
  files_.clear();
  return {};
}

}  // namespace chronus::render

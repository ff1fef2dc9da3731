// SPDX-License-Identifier: MIT
#include "samples/folders.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace chronus::samples {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 100'000;
constexpr std::size_t kMostName = 64;
constexpr std::array<std::string_view, 9> kEndings{".wav",  ".wave", ".aif", ".aiff", ".aifc",
                                                   ".flac", ".ogg",  ".oga", ".mp3"};

bool is_sound(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
  const auto name = path.filename().string();
  return !name.starts_with('.') &&
         std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

bool can_be_named(std::string_view name) {
  return !name.empty() && name.size() <= kMostName && !name.starts_with('.') &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c < 127 && c != ':' && c != '"' && c != '/'; });
}

struct Sound {
  std::string path;
  std::string bank;
};

class Walk {
 public:
  Status add_below(const fs::path& folder, const std::string& bank) {
    std::error_code error;
    for (fs::recursive_directory_iterator
             at(folder, fs::directory_options::skip_permission_denied, error),
         end;
         !error && at != end; at.increment(error)) {
      if (auto added = add(*at, bank); !added) return added;
    }
    return {};
  }
  Status add(const fs::directory_entry& entry, const std::string& bank) {
    std::error_code error;
    const auto path = entry.path().string();
    if (!is_sound(entry.path()) || !entry.is_regular_file(error) || !can_be_named(bank)) return {};
    if (path.find_first_of("\t\n") != std::string::npos) return {};
    if (sounds_.size() == kMostFiles) {
      return Error{"has more than " + std::to_string(kMostFiles) + " files"};
    }
    sounds_.push_back({path, bank});
    return {};
  }
  std::string lines() {
    std::sort(sounds_.begin(), sounds_.end(),
              [](const Sound& a, const Sound& b) { return a.path < b.path; });
    std::string text;
    for (const auto& sound : sounds_) text += sound.bank + "\t" + sound.path + "\n";
    return text;
  }

 private:
  std::vector<Sound> sounds_;
};

}  // namespace

Result<std::string> bank_lines(const std::string& folder) {
  Walk walk;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  if (error) return Error{error.message()};
  for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
    const bool is_folder = at->is_directory(error);
    const auto name = is_folder ? at->path().filename() : at->path().stem();
    const auto added =
        is_folder ? walk.add_below(at->path(), name.string()) : walk.add(*at, name.string());
    if (!added) return added.error();
    error.clear();
  }
  return walk.lines();
}

}  // namespace chronus::samples

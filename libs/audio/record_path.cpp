// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "audio/recorder.hpp"
#include "audio/sound_file.hpp"
#include "base/time_stamp.hpp"

namespace chronus::audio {
namespace {

constexpr int kMostSetAside = 9'999;

namespace fs = std::filesystem;

Error refuse(const std::string& name, const std::string& why) {
  return Error{"cannot record to '" + name + "': " + why};
}

std::string generated_name(const fs::path& directory, std::int64_t now_unix_s) {
  const std::string stem = "recording_" + time_stamp(now_unix_s);
  std::string name = stem + ".wav";
  std::error_code ignored;
  for (int n = 2; fs::exists(directory / name, ignored); ++n) {
    name = stem + "_" + std::to_string(n) + ".wav";
  }
  return name;
}

/// A name without an extension means a WAV.
std::string with_extension(const std::string& name) {
  const std::string file = fs::path(name).filename().string();
  const bool is_bare = !file.empty() && file.find('.') == std::string::npos;
  return is_bare ? name + ".wav" : name;
}

Status check_form(const std::string& name) {
  const fs::path path(name);
  if (path.is_absolute()) return refuse(name, "the path must be relative");
  if (std::any_of(name.begin(), name.end(),
                  [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    return Error{"cannot record: control characters in the file name"};
  }
  if (std::find(path.begin(), path.end(), "..") != path.end()) {
    return refuse(name, "'..' is not allowed");
  }
  if (!has_sound_extension(name)) return refuse(name, "use .wav or .flac");
  return {};
}

bool is_within(const fs::path& root, const fs::path& path) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

/// Follows symbolic links of the part of `path` that exists; throws filesystem_error.
Status check_place(const std::string& name, const fs::path& root, const fs::path& path) {
  if (!is_within(root, fs::weakly_canonical(path))) {
    return refuse(name, "a symbolic link leads out of the recording directory");
  }
  for (fs::path parent = path.parent_path(); parent != root; parent = parent.parent_path()) {
    if (fs::exists(parent) && !fs::is_directory(parent)) {
      return refuse(name, parent.filename().string() + " is not a directory");
    }
  }
  const auto kind = fs::symlink_status(path).type();
  // A link to nothing: its target is not resolved above.
  if (kind == fs::file_type::symlink && !fs::exists(path)) {
    return refuse(name, "it is a symbolic link to nothing");
  }
  if (fs::exists(path) && !fs::is_regular_file(path)) {
    return refuse(name, "it is there already and is not a file");
  }
  return {};
}

}  // namespace

Result<std::string> record_path(const std::string& directory, const std::string& name,
                                std::int64_t now_unix_s) {
  try {
    const std::string chosen =
        name.empty() ? generated_name(directory, now_unix_s) : with_extension(name);
    if (auto good = check_form(chosen); !good) return good.error();
    // "a/./b" and "a//b" are "a/b".
    fs::path root = fs::weakly_canonical(fs::absolute(directory));
    if (!root.has_filename()) root = root.parent_path();  // "directory/"
    const fs::path path = (root / chosen).lexically_normal();
    if (auto good = check_place(chosen, root, path); !good) return good.error();
    return path.string();
  } catch (const fs::filesystem_error& e) {
    const std::string where = name.empty() ? directory : "'" + name + "' in " + directory;
    return Error{"cannot record to " + where + ": " + e.code().message()};
  }
}

Result<std::string> set_aside(const std::string& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error) || fs::file_size(file, error) == 0) return std::string{};
  // A link stays where it is, and so does the disk it leads to.
  const fs::path path = fs::canonical(file, error);
  if (error) return Error{"cannot move " + file + " aside: " + error.message()};
  for (int number = 1; number <= kMostSetAside; ++number) {
    fs::path other = path;
    other.replace_filename(path.stem().string() + "." + std::to_string(number) +
                           path.extension().string());
    if (fs::exists(fs::symlink_status(other, error))) continue;
    fs::rename(path, other, error);
    if (!error) return other.string();
    return Error{"cannot move " + file + " aside: " + error.message()};
  }
  return Error{"cannot move " + file + " aside: there are too many others"};
}

}  // namespace chronus::audio

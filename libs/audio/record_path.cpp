// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cerrno>
#include <filesystem>

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

std::string generated_name(const fs::path& directory, std::int64_t now_unix_s, disk::Files& files) {
  const std::string stem = "recording_" + time_stamp(now_unix_s);
  std::string name = stem + ".wav";
  for (int n = 2; files.exists((directory / name).string()); ++n) {
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

/// Follows symbolic links of the part of `path` that exists.
Status check_place(const std::string& name, const fs::path& root, const fs::path& path,
                   disk::Files& files) {
  std::string real;
  if (const auto found = files.real_path_so_far(path.string(), &real); found < 0) {
    return refuse(name, disk::reason_of(found));
  }
  if (!is_within(root, real)) {
    return refuse(name, "a symbolic link leads out of the recording directory");
  }
  for (fs::path parent = path.parent_path(); parent != root; parent = parent.parent_path()) {
    if (files.exists(parent.string()) && !files.is_directory(parent.string())) {
      return refuse(name, parent.filename().string() + " is not a directory");
    }
  }
  disk::About about;
  const bool is_there = files.about(path.string(), &about) == 0;
  if (is_there && !about.is_file()) return refuse(name, "it is there already and is not a file");
  // A link to nothing: its target is not resolved above.
  if (!is_there && files.about_link(path.string(), &about) == 0) {
    return refuse(name, "it is a symbolic link to nothing");
  }
  return {};
}

}  // namespace

Result<std::string> record_path(const std::string& directory, const std::string& name,
                                std::int64_t now_unix_s, disk::Files& files) {
  const std::string chosen =
      name.empty() ? generated_name(directory, now_unix_s, files) : with_extension(name);
  if (auto good = check_form(chosen); !good) return good.error();
  std::string real;
  if (const auto found = files.real_path_so_far(fs::absolute(directory).string(), &real);
      found < 0) {
    const std::string where = name.empty() ? directory : "'" + name + "' in " + directory;
    return Error{"cannot record to " + where + ": " + disk::reason_of(found)};
  }
  // "a/./b" and "a//b" are "a/b".
  fs::path root = fs::path(real).lexically_normal();
  if (!root.has_filename()) root = root.parent_path();  // "directory/"
  const fs::path path = (root / chosen).lexically_normal();
  if (auto good = check_place(chosen, root, path, files); !good) return good.error();
  return path.string();
}

Result<std::string> set_aside(const std::string& file, disk::Files& files) {
  const auto refused = [&file](const std::string& why) {
    return Error{"cannot move " + file + " aside: " + why};
  };
  disk::About about;
  if (files.about(file, &about) < 0 || !about.is_file() || about.bytes == 0) return std::string{};
  // A link stays where it is, and so does the disk it leads to.
  std::string real;
  if (const auto found = files.real_path(file, &real); found < 0) {
    return refused(disk::reason_of(found));
  }
  const fs::path path = real;
  for (int number = 1; number <= kMostSetAside; ++number) {
    fs::path other = path;
    other.replace_filename(path.stem().string() + "." + std::to_string(number) +
                           path.extension().string());
    if (files.about_link(other.string(), &about) == 0) continue;
    const auto moved = files.rename(real, other.string());
    if (moved < 0) return refused(disk::reason_of(moved));
    return other.string();
  }
  return refused("there are too many others");
}

}  // namespace chronus::audio

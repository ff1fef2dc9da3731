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

Error refuse(const fs::path& directory, std::int64_t error) {
  return Error{"cannot record to " + directory.string() + ": " + disk::reason_of(error)};
}

Result<std::string> generated_name(const fs::path& directory, std::int64_t now_unix_s,
                                   disk::Files& files) {
  const std::string stem = "recording_" + time_stamp(now_unix_s);
  for (int n = 1;; ++n) {
    const std::string name = stem + (n == 1 ? "" : "_" + std::to_string(n)) + ".wav";
    const auto there = files.exists((directory / name).string());
    if (there < 0) return refuse(directory, there);
    if (there == 0) return name;
  }
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

/// Of what a look gave: neither that it is there nor that it is not.
bool is_untold(std::int64_t looked) { return looked < 0 && !disk::is_missing(looked); }

bool is_within(const fs::path& root, const fs::path& path) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

/// Follows symbolic links of the part of `path` that exists: where it leads to.
Result<std::string> check_place(const std::string& name, const fs::path& root, const fs::path& path,
                                disk::Files& files) {
  std::string real;
  if (const auto found = files.real_path_so_far(path.string(), &real); found < 0) {
    return refuse(name, disk::reason_of(found));
  }
  if (!is_within(root, real)) {
    return refuse(name, "a symbolic link leads out of the recording directory");
  }
  disk::About about;
  for (fs::path parent = path.parent_path(); parent != root; parent = parent.parent_path()) {
    const auto looked = files.about(parent.string(), &about);
    if (is_untold(looked)) return refuse(name, disk::reason_of(looked));
    if (looked == 0 && !about.is_directory()) {
      return refuse(name, parent.filename().string() + " is not a directory");
    }
  }
  const auto looked = files.about(path.string(), &about);
  if (is_untold(looked)) return refuse(name, disk::reason_of(looked));
  if (looked == 0 && about.is_file()) return real;
  if (looked == 0) return refuse(name, "it is there already and is not a file");
  // A link to nothing: its target is not resolved above.
  const auto link = files.about_link(path.string(), &about);
  if (is_untold(link)) return refuse(name, disk::reason_of(link));
  if (link == 0) return refuse(name, "it is a symbolic link to nothing");
  return real;
}

}  // namespace

Result<std::string> record_path(const std::string& directory, const std::string& name,
                                std::int64_t now_unix_s, disk::Files& files) {
  const auto named = name.empty() ? generated_name(directory, now_unix_s, files)
                                  : Result<std::string>(with_extension(name));
  if (!named) return named;
  const std::string& chosen = *named;
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
  return check_place(chosen, root, path, files);
}

Result<SetAside> set_aside(const std::string& file, disk::Files& files) {
  const std::string refused = "cannot move " + file + " aside: ";
  const auto stays = [&refused](std::int64_t error) {
    const auto why = refused + disk::reason_of(error);
    return disk::is_unanswered(error) ? Result<SetAside>(Error{why}) : SetAside{{}, why};
  };
  disk::About about;
  const auto looked = files.about(file, &about);
  if (is_untold(looked)) return Error{refused + disk::reason_of(looked)};
  if (looked < 0 || !about.is_file() || about.bytes == 0) return SetAside{};
  // A link stays where it is, and so does the disk it leads to.
  std::string real;
  if (const auto found = files.real_path(file, &real); found < 0) {
    return stays(found);
  }
  const fs::path path = real;
  for (int number = 1; number <= kMostSetAside; ++number) {
    fs::path other = path;
    other.replace_filename(path.stem().string() + "." + std::to_string(number) +
                           path.extension().string());
    const auto taken = files.about_link(other.string(), &about);
    if (is_untold(taken)) return stays(taken);
    if (taken == 0) continue;
    const auto moved = files.rename(real, other.string());
    return moved < 0 ? stays(moved) : SetAside{other.string(), {}};
  }
  return SetAside{{}, refused + "there are too many others"};
}

}  // namespace chronus::audio

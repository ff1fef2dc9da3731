// SPDX-License-Identifier: MIT
#include "supervisor/score_files.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <map>

#include "base/name.hpp"
#include "base/nearest.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::string_view kSuffix = ".score";

std::string path_of(const std::string& directory, std::string_view name) {
  return directory + "/" + std::string(name) + std::string(kSuffix);
}

/// The name of what would be in that file; empty where it is none.
std::string_view name_of(std::string_view file) {
  if (!file.ends_with(kSuffix)) return {};
  file.remove_suffix(kSuffix.size());
  return check_name("score", file) ? file : std::string_view();
}

}  // namespace

Status ScoreFiles::write(const std::string& name, std::string_view text) {
  const auto cannot = [&](std::int64_t error) {
    return Error{"cannot write " + std::string(kind_.what) + " '" + name +
                 "': " + disk::reason_of(error)};
  };
  if (text.size() > kind_.most_bytes) return cannot(-EFBIG);
  if (const auto made = files_.make_directories(own_); made < 0) return cannot(made);
  // Not a name: no client can ask for it.
  const std::string beside = own_ + "/." + name + ".new";
  (void)files_.remove(beside);  // of a write that was broken off
  auto error = write_file("." + name + ".new", text);
  if (error == 0) error = check_wanted();
  if (error == 0) error = files_.rename(beside, path_of(own_, name));
  if (error == 0) return {};
  (void)files_.remove(beside);
  return cannot(error);
}

/// 0, or -errno.
std::int64_t ScoreFiles::check_wanted() const {
  return is_wanted_ && !is_wanted_() ? -ETIMEDOUT : 0;
}

/// 0, or -errno. Only where there is nothing yet, so that no link and no pipe is written to.
std::int64_t ScoreFiles::write_file(const std::string& name, std::string_view text) {
  const auto file = files_.open_below(own_, name, O_WRONLY | O_CREAT | O_EXCL);
  if (file < 0) return file;
  std::int64_t error = 0;
  for (std::size_t done = 0; done < text.size() && error == 0;) {
    const auto count = files_.write(file, static_cast<std::int64_t>(done), text.data() + done,
                                    std::min(text.size() - done, disk::kMostBytes));
    if (count <= 0) error = count == 0 ? -ENOSPC : count;
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  const auto closed = files_.close(file);
  return error == 0 ? closed : error;
}

bool ScoreFiles::is_shipped(const std::string& name) {
  return std::any_of(shipped_.begin(), shipped_.end(), [&](const std::string& directory) {
    disk::About about;
    return files_.about_link(path_of(directory, name), &about) == 0 && about.is_file();
  });
}

Result<std::string> ScoreFiles::read(const std::string& name) {
  std::vector<std::string> directories{own_};
  directories.insert(directories.end(), shipped_.begin(), shipped_.end());
  for (const auto& directory : directories) {
    disk::About about;
    const std::string path = path_of(directory, name);
    const auto looked = files_.about_link(path, &about);
    if (disk::is_missing(looked)) continue;
    const std::string what = std::string(kind_.what) + " '" + name + "': ";
    if (looked < 0) return Error{what + disk::reason_of(looked)};
    if (!about.is_file()) return Error{what + name + std::string(kSuffix) + " is no plain file"};
    auto text = read_file(directory, name + std::string(kSuffix));
    return text ? std::move(text) : Error{what + text.reason()};
  }
  return no_such(name);
}

Error ScoreFiles::no_such(const std::string& name) {
  Nearest nearest(name);
  for (const auto& entry : list()) nearest.consider(entry.name);
  const std::string question = nearest.question();
  return Error{"no " + std::string(kind_.what) + " '" + name + "'" +
               (question.empty() ? ": see " + std::string(kind_.list) : question)};
}

Status ScoreFiles::remove(const std::string& name) {
  disk::About about;
  const std::string path = path_of(own_, name);
  auto error = files_.about_link(path, &about);
  if (disk::is_missing(error)) return no_such(name);
  if (error == 0 && !about.is_file()) error = -EINVAL;
  if (error == 0) error = check_wanted();
  if (error == 0) error = files_.remove(path);
  if (error == 0) return {};
  return Error{"cannot delete " + std::string(kind_.what) + " '" + name +
               "': " + disk::reason_of(error)};
}

Result<std::string> ScoreFiles::read_file(const std::string& directory, const std::string& name) {
  // What has become a link or a pipe since it was looked at is not followed, nor waited for.
  const auto file = files_.open_below(directory, name, O_RDONLY);
  if (file < 0) return Error{disk::reason_of(file)};
  std::int64_t error = 0;
  std::string text;
  while (error == 0 && text.size() <= kind_.most_bytes) {
    const std::size_t before = text.size();
    text.resize(before + disk::kMostBytes);
    const auto count = files_.read(file, static_cast<std::int64_t>(before), text.data() + before,
                                   disk::kMostBytes);
    text.resize(before + static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    if (count < 0) error = count;
    if (count <= 0) break;
  }
  (void)files_.close(file);
  if (error < 0) return Error{disk::reason_of(error)};
  if (text.size() > kind_.most_bytes) {
    return Error{"its file is larger than " + std::to_string(kind_.most_bytes >> 20U) + " MiB"};
  }
  return text;
}

std::vector<ScoreFiles::Entry> ScoreFiles::list() {
  std::map<std::string, Entry, std::less<>> found;
  const auto add = [&](const std::string& directory, bool is_shipped) {
    std::vector<std::string> names;
    if (files_.list(directory, &names) < 0) return;
    std::sort(names.begin(), names.end());
    for (std::size_t i = 0; i < std::min(names.size(), kMostListed); ++i) {
      disk::About about;
      const auto name = name_of(names[i]);
      const bool is_there =
          !name.empty() && files_.about_link(directory + "/" + names[i], &about) == 0;
      if (!is_there || !about.is_file()) continue;
      found.try_emplace(std::string(name),
                        Entry{std::string(name), is_shipped, about.bytes, about.modified_ns});
    }
  };
  add(own_, false);
  for (const auto& directory : shipped_) add(directory, true);
  std::vector<Entry> entries;
  for (auto& [name, entry] : found) entries.push_back(std::move(entry));
  return entries;
}

}  // namespace chronus::supervisor

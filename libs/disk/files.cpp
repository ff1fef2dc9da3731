// SPDX-License-Identifier: MIT
#include "disk/files.hpp"

#include <limits.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace chronus::disk {
namespace {

namespace fs = std::filesystem;

class DirectFiles final : public Files {
  std::int64_t call(const FileRequest& request, std::string_view text,
                    std::span<char> answer) override {
    return perform(request, text, answer);
  }
};

}  // namespace

bool is_missing(std::int64_t error) { return error == -ENOENT || error == -ENOTDIR; }

bool is_unanswered(std::int64_t error) {
  return error == -ETIMEDOUT || error == -ECANCELED || error == -ECONNRESET || error == -ECHILD ||
         error == -ENOMEM;
}

Files& direct() {
  static DirectFiles files;
  return files;
}

bool About::is_file() const { return S_ISREG(mode); }
bool About::is_directory() const { return S_ISDIR(mode); }
bool About::is_link() const { return S_ISLNK(mode); }

std::int64_t Files::ask(Operation operation, std::string_view path, std::int64_t number) {
  return call({operation, 0, -1, number}, path, {});
}

std::int64_t Files::ask(Operation operation, const std::string& first, const std::string& second,
                        std::int64_t number) {
  std::string both = first;
  both.push_back('\0');
  return ask(operation, both + second, number);
}

std::int64_t Files::open(const std::string& path, int flags) {
  return ask(Operation::kOpen, path, flags);
}

std::int64_t Files::open_below(const std::string& directory, const std::string& name, int flags) {
  return ask(Operation::kOpenBelow, directory, name, flags);
}

std::int64_t Files::close(std::int64_t file) {
  return call({Operation::kClose, 0, file, 0}, {}, {});
}

std::int64_t Files::read(std::int64_t file, std::int64_t from, void* data, std::size_t bytes) {
  return call({Operation::kRead, 0, file, from}, {}, {static_cast<char*>(data), bytes});
}

std::int64_t Files::write(std::int64_t file, std::int64_t to, const void* data, std::size_t bytes) {
  return call({Operation::kWrite, 0, file, to}, {static_cast<const char*>(data), bytes}, {});
}

std::int64_t Files::truncate(std::int64_t file, std::int64_t bytes) {
  return call({Operation::kTruncate, 0, file, bytes}, {}, {});
}

std::int64_t Files::lock(std::int64_t file) { return call({Operation::kLock, 0, file, 0}, {}, {}); }

std::int64_t Files::sync(std::int64_t file) { return call({Operation::kSync, 0, file, 0}, {}, {}); }

std::int64_t Files::ask_about(FileRequest request, const std::string& path, About* about) {
  const auto given = call(request, path, {reinterpret_cast<char*>(about), sizeof *about});
  return std::min<std::int64_t>(given, 0);
}

std::int64_t Files::about(std::int64_t file, About* about) {
  return ask_about({Operation::kAboutOpen, 0, file, 0}, {}, about);
}

std::int64_t Files::about(const std::string& path, About* about) {
  return ask_about({Operation::kAbout, 0, -1, 0}, path, about);
}

std::int64_t Files::about_link(const std::string& path, About* about) {
  return ask_about({Operation::kAboutLink, 0, -1, 0}, path, about);
}

bool Files::is_deleted(std::int64_t file) {
  About found;
  const auto looked = about(file, &found);
  return looked == -ESTALE || (looked == 0 && found.links == 0);
}

std::int64_t Files::exists(const std::string& path) {
  About ignored;
  const auto looked = about(path, &ignored);
  return looked == 0 ? 1 : is_missing(looked) ? 0 : looked;
}

std::int64_t Files::is_directory(const std::string& path) {
  About found;
  const auto looked = about(path, &found);
  if (looked == 0) return found.is_directory() ? 1 : 0;
  return is_missing(looked) ? 0 : looked;
}

std::int64_t Files::space(const std::string& path) { return ask(Operation::kSpace, path); }

std::int64_t Files::real_path(const std::string& path, std::string* real) {
  std::string room(PATH_MAX, '\0');
  const auto bytes = call({Operation::kRealPath, 0, -1, 0}, path, room);
  if (bytes < 0) return bytes;
  *real = room.substr(0, static_cast<std::size_t>(bytes));
  return 0;
}

std::int64_t Files::real_path_so_far(const std::string& path, std::string* real) {
  fs::path there = path;
  fs::path rest;
  for (;;) {
    const auto found = real_path(there.string(), real);
    if (found == 0) break;
    if (!is_missing(found) || there == there.root_path()) return found;
    if (there.has_filename()) rest = rest.empty() ? there.filename() : there.filename() / rest;
    there = there.parent_path();
    if (there.empty()) there = ".";
  }
  if (!rest.empty()) *real = (fs::path(*real) / rest).lexically_normal().string();
  return 0;
}

std::int64_t Files::list(const std::string& path, std::vector<std::string>* names) {
  std::string room(kMostBytes, '\0');
  for (;;) {
    const auto passed = static_cast<std::int64_t>(names->size());
    const auto bytes = call({Operation::kList, 0, -1, passed}, path, room);
    if (bytes <= 0) return bytes;
    std::string_view left(room.data(), static_cast<std::size_t>(bytes));
    for (std::size_t end = 0; (end = left.find('\0')) != left.npos; left.remove_prefix(end + 1)) {
      names->emplace_back(left.substr(0, end));
    }
  }
}

std::int64_t Files::make_directory(const std::string& path) {
  return ask(Operation::kMakeDirectory, path);
}

std::int64_t Files::make_directory_below(const std::string& directory, const std::string& name) {
  return ask(Operation::kMakeDirectoryBelow, directory, name, 0);
}

std::int64_t Files::make_directories(const std::string& path) {
  std::vector<fs::path> missing;
  for (fs::path at = path; !at.empty(); at = at.parent_path()) {
    const auto there = is_directory(at.string());
    if (there < 0) return there;
    if (there > 0) break;
    if (at.has_filename()) missing.push_back(at);
    if (at == at.root_path()) break;
  }
  for (; !missing.empty(); missing.pop_back()) {
    const auto made = make_directory(missing.back().string());
    if (made == -EEXIST && is_directory(missing.back().string()) > 0) continue;
    if (made < 0) return made;
  }
  return 0;
}

std::int64_t Files::change_mode(const std::string& path, unsigned mode) {
  return ask(Operation::kChangeMode, path, mode);
}

std::int64_t Files::rename(const std::string& from, const std::string& to) {
  return ask(Operation::kRename, from, to, 0);
}

std::int64_t Files::remove(const std::string& path) { return ask(Operation::kRemove, path); }

}  // namespace chronus::disk

// SPDX-License-Identifier: MIT
// A score and what continues it, from files.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "base/file_descriptor.hpp"
#include "score/score.hpp"

namespace chronus::score {

namespace {

/// Journals of months are smaller: so much may stand in a file, and so much come through a pipe.
constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 30U;
constexpr std::uint64_t kMostPipedBytes = std::uint64_t{1} << 30U;
constexpr std::size_t kPiece = std::size_t{256} << 10U;

Error of_errno() { return Error{std::generic_category().message(errno)}; }

/// How much may be read of it. What has no end is refused; somebody who types ends.
Result<std::uint64_t> most_bytes_of(int file) {
  struct stat about {};
  if (fstat(file, &about) != 0) return of_errno();
  if (S_ISDIR(about.st_mode)) return Error{"is a directory"};
  if (S_ISREG(about.st_mode)) return kMostBytes;
  if (S_ISFIFO(about.st_mode) || isatty(file) == 1) return kMostPipedBytes;
  return Error{"is a device, and no score"};
}

Result<std::string> read_all(int file) {
  const auto most = most_bytes_of(file);
  if (!most) return most.error();
  std::string text;
  for (;;) {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    const auto count = ::read(file, text.data() + before, kPiece);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) return text;
    if (count < 0 && errno != EINTR) return Error{"cannot be read: " + of_errno().reason};
    if (text.size() > *most) {
      return Error{"is larger than a score may be, " + std::to_string(*most >> 30U) + " GiB"};
    }
  }
}

Result<std::string> read(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  auto text = file.get() < 0 ? Result<std::string>(of_errno()) : read_all(file.get());
  if (!text) return Error{path + ": " + text.reason()};
  return text;
}

/// The name in the last line of a journal that goes on elsewhere.
std::string continued_in(std::string_view text) {
  const auto at = text.rfind(kContinued);
  if (!text.starts_with(kJournalBegin) || at == std::string_view::npos) return {};
  if (text[at - 1] != '\n') return {};
  const auto end = text.find('\n', at);
  if (end == std::string_view::npos || end + 1 != text.size()) return {};
  const std::string name(text.substr(at + kContinued.size(), end - at - kContinued.size()));
  return name.find('/') == std::string::npos ? name : std::string();
}

constexpr int kMostContinuations = 10'000;

/// What the next files say behind their scenes. What is wrong with one of them, else nothing.
std::string add_continuations(const std::string& path, std::string* text) {
  const auto directory = std::filesystem::path(path).parent_path();
  for (int n = 0; n < kMostContinuations; ++n) {
    const std::string name = continued_in(*text);
    if (name.empty()) return {};
    const auto next = read((directory / name).string());
    if (!next) return "it goes on in " + next.reason();
    const auto scene_end = next->find(kSceneEnd);
    if (scene_end == std::string::npos) return "it goes on in " + name + ", which has no scene";
    *text += next->substr(next->find('\n', scene_end) + 1);
  }
  return {};
}

}  // namespace

Result<Score> load(const std::string& path, std::optional<int> rate,
                   const vocabulary::Vocabulary& vocabulary, int usual_rate) {
  auto text = read(path);
  if (!text) return text.error();
  const std::string missing = add_continuations(path, &*text);
  auto score = parse(*text, rate, vocabulary, usual_rate);
  if (!score) return Error{path + ": " + score.reason()};
  if (!missing.empty()) score->gaps.push_back(missing);
  for (auto& gap : score->gaps) gap = path + ": " + gap;
  for (auto& doubt : score->doubts) doubt = path + ": " + doubt;
  if (!score->cut_off.empty()) score->cut_off = path + ": " + score->cut_off;
  return score;
}

}  // namespace chronus::score

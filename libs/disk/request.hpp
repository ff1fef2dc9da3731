// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace chronus::disk {

/// What can be asked of a disk: the system calls of these names, with their flags and errors.
enum class Operation : std::uint32_t {
  // Of a path:
  kOpen,       // number: flags
  kOpenBelow,  // the directory, a zero, the name; number: flags
  kAbout,
  kAboutLink,  // of a symbolic link itself
  kSpace,
  kRealPath,
  kList,  // number: names to pass over
  kMakeDirectory,
  kMakeDirectoryBelow,  // the directory, a zero, the name
  kChangeMode,          // number: mode
  kRename,              // the old path, a zero, the new one
  kRemove,
  // Of an open file:
  kClose,
  kRead,      // number: from where
  kWrite,     // number: to where
  kTruncate,  // number: bytes
  kLock,      // for this process alone, if nobody has it
  kAboutOpen,
  kSync,  // its bytes, past all caches
};

constexpr bool is_of_open_file(Operation operation) { return operation >= Operation::kClose; }

/// A request as it goes to a disk process: this, and then a path or the bytes to write. Its answer
/// is a number of 8 bytes (-errno, or what the call gives), and then the bytes that were asked for.
struct FileRequest {
  Operation operation = Operation::kOpen;
  std::uint32_t room = 0;  ///< bytes that the answer may have
  std::int64_t file = -1;
  std::int64_t number = 0;
};
static_assert(sizeof(FileRequest) == 24);

/// Bytes behind the head of a packet, at the most.
constexpr std::size_t kMostBytes = std::size_t{64} << 10U;

/// Does it, here and now. A number of bytes in `answer`, what the call gives, or -errno.
std::int64_t perform(const FileRequest& request, std::string_view text, std::span<char> answer);

/// Answers requests that come from `socket` (of packets) until its other end is closed.
void serve(int socket);

}  // namespace chronus::disk

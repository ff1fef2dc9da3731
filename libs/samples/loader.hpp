// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"
#include "ipc/process.hpp"
#include "samples/request.hpp"

namespace chronus::samples {

/// Memory that somebody else made and sealed, mapped to be read.
class Sealed {
 public:
  /// Refuses what its maker could still change.
  static Result<Sealed> map(FileDescriptor fd, std::uint64_t bytes);
  Sealed(Sealed&& other) noexcept;
  Sealed& operator=(Sealed&&) = delete;
  ~Sealed();
  std::span<const char> bytes() const { return {data_, bytes_}; }

 private:
  Sealed(const char* data, std::size_t bytes) : data_(data), bytes_(bytes) {}
  const char* data_;
  std::size_t bytes_;
};

/// A file that a loader has read.
struct LoadedFile {
  Sealed memory;
  std::uint32_t channels = 0;
  std::uint64_t frames = 0;
  std::int32_t source_rate = 0;
  std::string hash;
  bool is_from_cache = false;

  std::span<const float> samples() const {
    return {reinterpret_cast<const float*>(memory.bytes().data()),
            memory.bytes().size() / sizeof(float)};
  }
};

/// Has files read by a process of its own, chronus-loader, which a file may kill: it is started by
/// the first request and again behind each death. Used by one thread, but for give_up() and
/// deaths().
class Loader {
 public:
  static constexpr std::chrono::milliseconds kUsualLimit{90'000};
  struct Options {
    std::string program;
    std::string cache;  ///< folder; empty: none
    int rate = 48'000;
    std::uint64_t most_file_bytes = std::uint64_t{512} << 20U;
    std::uint64_t most_bytes = std::uint64_t{1} << 30U;  ///< of one sample, as floats
    std::chrono::milliseconds limit = kUsualLimit;       ///< for one answer
  };
  /// Throws std::system_error where the system has no descriptor left.
  explicit Loader(Options options);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// Fails, in words. Of a file whose loader died another is asked; one that has killed two is not
  /// tried again.
  Result<LoadedFile> read(const std::string& path);
  /// The lines of bank_lines().
  Result<std::string> list(const std::string& folder, std::chrono::milliseconds limit);

  /// From now on all is refused, what waits too. Any thread.
  void give_up() noexcept;
  /// Of loaders, unasked. Any thread.
  std::uint64_t deaths() const { return deaths_.load(std::memory_order_relaxed); }

 private:
  struct Answered {
    LoaderAnswer answer;
    std::optional<Sealed> memory;
  };
  Result<LoadedFile> ask_for(const std::string& path);
  Result<Answered> ask(Ask what, const std::string& text, std::chrono::milliseconds limit);
  Status start();
  bool send(const LoaderRequest& request, const std::string& text);
  bool receive(std::chrono::milliseconds limit, LoaderAnswer* answer, FileDescriptor* memory);
  /// How it ended, and that it did.
  std::string bury();

  const Options options_;
  FileDescriptor stop_;
  std::optional<ipc::ChildProcess> child_;
  FileDescriptor socket_;
  std::map<std::string, int> kills_;  // by path
  bool was_slow_ = false;             // the last that was buried
  // Writer: the one thread; readers: any, as a figure.
  std::atomic<std::uint64_t> deaths_{0};
  std::atomic<bool> has_given_up_{false};  // relaxed: the eventfd wakes who waits
};

}  // namespace chronus::samples

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "disk/files.hpp"

namespace chronus::supervisor {

/// Patches, or sessions, in directories, NAME.score each; names are those of check_name(). A file
/// is a file: no link, no pipe, no directory, so that none leads out. Waits for disks; one thread
/// at a time.
class ScoreFiles {
 public:
  /// What they are called where they are told of, and the message that lists them.
  struct Kind {
    std::string_view what;
    std::string_view list;
    std::size_t most_bytes;  ///< of a file
  };
  /// The largest patch is a tenth of it.
  static constexpr Kind kPatch{"patch", "/patch/list", std::size_t{1} << 20U};
  static constexpr Kind kSession{"session", "/session/list", std::size_t{4} << 20U};
  /// Of one directory; what is beyond is not listed.
  static constexpr std::size_t kMostListed = 4'096;

  struct Entry {
    std::string name;
    bool is_shipped = false;
    std::int64_t bytes = 0;
    std::int64_t modified_ns = 0;  ///< since 1970
  };

  /// `own`: where they are written, made when it is needed. `shipped`: where else one is looked
  /// for, in this order. `files` outlive it.
  ScoreFiles(const Kind& kind, disk::Files& files, std::string own,
             std::vector<std::string> shipped)
      : kind_(kind), files_(files), own_(std::move(own)), shipped_(std::move(shipped)) {}

  /// Where a disk was slow, and `is_wanted` says no, what it was asked for is not changed any more.
  void change_only_while(std::function<bool()> is_wanted) { is_wanted_ = std::move(is_wanted); }

  /// In place of one of that name: whole, or that one stays.
  Status write(const std::string& name, std::string_view text);
  /// Whether one of that name is shipped.
  bool is_shipped(const std::string& name);
  /// The own one, else a shipped one; the error names the nearest.
  Result<std::string> read(const std::string& name);
  /// An own one.
  Status remove(const std::string& name);
  /// By name, each once: an own one hides a shipped one.
  std::vector<Entry> list();

 private:
  std::int64_t write_file(const std::string& name, std::string_view text);
  Result<std::string> read_file(const std::string& directory, const std::string& name);

  std::int64_t check_wanted() const;
  Error no_such(const std::string& name);

  Kind kind_;
  disk::Files& files_;
  std::string own_;
  std::vector<std::string> shipped_;
  std::function<bool()> is_wanted_;
};

}  // namespace chronus::supervisor

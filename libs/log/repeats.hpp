// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace chronus::log {

/// Of lines that are alike but for their numbers the first few in a while are written, the others
/// counted: a fault that comes back a thousand times a second must not hide the one beside it, nor
/// fill a disk. A core: the writing thread's, which has the time.
class Repeats {
 public:
  /// Kinds of lines that are known at a time; of more, none is held back.
  static constexpr std::size_t kKinds = 256;

  /// What is owed for lines that were held back.
  struct Owed {
    std::string text;  ///< the last of them
    int level = 0;
    std::uint64_t count = 0;
  };

  /// `most` alike in `while_ns`, at least 1; 0: all are written.
  Repeats(int most, std::int64_t while_ns) : most_(most), while_ns_(while_ns) {}

  /// Whether the line is to be written.
  bool admit(std::string_view text, int level, std::int64_t now_ns);
  /// What has to be told by now; `all` of it, however short its while still is. Call it again until
  /// there is none.
  std::optional<Owed> take_owed(std::int64_t now_ns, bool all = false);

 private:
  struct Kind {
    std::int64_t since_ns = 0;
    int written = 0;
    Owed owed;
  };
  bool is_over(const Kind& kind, std::int64_t now_ns) const;

  const int most_;
  const std::int64_t while_ns_;
  std::map<std::string, Kind, std::less<>> kinds_;  // by what is left without numbers
};

}  // namespace chronus::log

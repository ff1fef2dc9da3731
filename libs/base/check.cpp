// SPDX-License-Identifier: MIT
#include "base/check.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace chronus {
namespace {

/// One line on the stack, cut where it would be too long.
class Line {
 public:
  void add(std::string_view text) {
    const auto room = static_cast<std::size_t>(text_.end() - end_);
    end_ = std::copy_n(text.data(), std::min(text.size(), room), end_);
  }
  void add(int number) { end_ = std::to_chars(end_, text_.end(), number).ptr; }
  /// One write, so that it stays whole between the lines of other threads and processes.
  void write_to(int fd) const {
    (void)!::write(fd, text_.data(), static_cast<std::size_t>(end_ - text_.data()));
  }

 private:
  std::array<char, 512> text_{};
  char* end_ = text_.data();
};

}  // namespace

void check_failed(std::string_view file, int line, std::string_view condition) noexcept {
  Line message;
  message.add(file.substr(file.rfind('/') + 1));  // all of it where there is no '/'
  message.add(":");
  message.add(line);
  message.add(": does not hold: ");
  message.add(condition);
  message.add("\n");
  message.write_to(STDERR_FILENO);
  std::abort();
}

}  // namespace chronus

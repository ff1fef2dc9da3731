// SPDX-License-Identifier: MIT
#include "base/check.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <exception>

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
  /// One write, so that it stays whole between the lines of other threads and processes; none where
  /// it would wait for a terminal that is stopped or a pipe that is full: dying comes first.
  void write_to(int fd) const {
    pollfd room{fd, POLLOUT, 0};
    if (::poll(&room, 1, 0) != 1 || (room.revents & POLLOUT) == 0) return;
    (void)!::write(fd, text_.data(), static_cast<std::size_t>(end_ - text_.data()));
  }

 private:
  std::array<char, 512> text_{};
  char* end_ = text_.data();
};

[[noreturn]] void terminated() noexcept {
  Line message;
  message.add("ended by an exception: ");
  try {
    if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
    message.add("none");
  } catch (const std::exception& exception) {
    message.add(exception.what());
  } catch (...) {
    message.add("of an unknown type");
  }
  message.add("\n");
  message.write_to(STDERR_FILENO);
  std::abort();
}

}  // namespace

void die_at_once_when_terminated() { std::set_terminate(terminated); }

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

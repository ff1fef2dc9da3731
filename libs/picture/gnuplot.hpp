// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <string>

#include "base/file_descriptor.hpp"
#include "base/result.hpp"

namespace chronus::picture {

/// The program gnuplot, which draws what it is told into one PNG file. Not real-time; one thread.
class Gnuplot {
 public:
  /// Starts the `gnuplot` of PATH, which waits. An error where there is none or the file cannot be
  /// written. What the file holds stays until draw().
  static Result<Gnuplot> start(const std::string& file);

  Gnuplot(Gnuplot&& other) noexcept;
  Gnuplot& operator=(Gnuplot&&) = delete;
  /// Ends it where it has not drawn, and takes away a file that start() made.
  ~Gnuplot();

  /// Has it draw `script`, which sets up everything but the output, and waits for its end. Once.
  Status draw(const std::string& script);

 private:
  Gnuplot(std::string file, bool is_new, FileDescriptor picture)
      : file_(std::move(file)), is_new_(is_new), picture_(std::move(picture)) {}
  Status tell(const std::string& script);
  /// How it ended: as waitpid() tells it.
  int wait();

  std::string file_;
  bool is_new_;  // start() made it
  FileDescriptor picture_;
  FileDescriptor to_it_;
  pid_t pid_ = -1;
};

}  // namespace chronus::picture

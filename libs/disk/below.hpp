// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chronus::disk {

/// How a path is kept below a directory: by the kernel (openat2, Linux 5.6), or where that is not
/// to be had, step by step.
enum class Way { kKernel, kSteps };

/// A descriptor of the plain file `name` below `directory`, as Files::open_below() has it, or
/// -errno. -ENOSYS or -EPERM where there is no such way.
std::int64_t open_below(const std::string& directory, std::string_view name, int flags, Way way);
/// The first way that there is.
std::int64_t open_below(const std::string& directory, std::string_view name, int flags);

/// As Files::make_directory_below().
std::int64_t make_directory_below(const std::string& directory, std::string_view name);

}  // namespace chronus::disk

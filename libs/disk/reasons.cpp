// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "disk/files.hpp"

namespace chronus::disk {

std::string reason_of(std::int64_t error) {
  const auto number = static_cast<int>(std::abs(error));
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return "disk full";
    case EFBIG:
      return "the file may not grow any further";
    case ETIMEDOUT:
    case ECANCELED:
      return "the disk does not answer";
    case ECONNRESET:
      return "the process that writes to the disk has ended";
    case EXDEV:
      return "the path leads out of its directory";
    case ELOOP:
      return "a symbolic link is in its path";
    case ENXIO:
      return "it is no plain file";
    case ESTALE:
      return "the file has been deleted";
    case ECHILD:
      return "the process that writes to the disk cannot be started";
    default:
      return std::generic_category().message(number);
  }
}

}  // namespace chronus::disk

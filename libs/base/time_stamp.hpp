// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace chronus {

/// `20250131_235959`, in local time: for names of files, which then sort by age.
std::string time_stamp(std::int64_t unix_s);

}  // namespace chronus

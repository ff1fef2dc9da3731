// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace chronus::ctl {

/// Now, `12:00:01.250`, in the time zone of whoever looks.
std::string time_of_day();

}  // namespace chronus::ctl

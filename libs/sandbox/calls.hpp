// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "sandbox/sandbox.hpp"

namespace chronus::sandbox {

/// Numbers of the system calls that a role needs whatever their arguments are, as libseccomp has
/// them: negative where this machine has none of the name.
std::span<const int> calls_of(Role role);
/// What every role needs.
std::span<const int> calls_of_all();

}  // namespace chronus::sandbox

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "ipc/process.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::supervisor {

/// Why a worker is not to be used: it is of another build, and means other modules by the same
/// words. Empty where its catalogue of modules is the supervisor's, whose hash is `own`, and as
/// long as it has said nothing yet.
std::string why_of_another_build(const ipc::SlotReport& report, std::uint64_t own);

/// How a worker ended, in words: that it was of another build, where it said so, else its status.
std::string end_text(const ipc::SlotReport& report, std::uint64_t own,
                     const ipc::ExitStatus& status);

}  // namespace chronus::supervisor

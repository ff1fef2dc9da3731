// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/place.hpp"
#include "ipc/process.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::supervisor {

// What a worker's report says of the command that it was at. Any thread; acquires what it reads.

/// It stopped itself, or says so.
bool has_failed(const ipc::SlotReport& report);

/// What it says of its failure is what it wrote when it failed. Without that a failed worker
/// accuses nobody.
bool is_true_failure(const ipc::SlotReport& report);
/// Why, in words for people: "a level beyond all bounds from module 'l' (lfo)". `module`: the one
/// it names, as they know it; empty: not known.
std::string failure_text(const ipc::SlotReport& report, const std::string& module);

/// How a worker's process ended: "signal 31 (Bad system call): it called openat, which a worker may
/// not" where its sandbox ended it.
std::string end_of(const ipc::SlotReport& report, const ipc::ExitStatus& how);
/// What the SIGKILL that ended it was for, to stand behind its name; nothing where it was not ours.
const char* why_killed(const ipc::ExitStatus& how, bool lied, bool hung);

/// The place of the module that a worker which failed itself names; none where it names none.
std::optional<Place> blamed_place(const ipc::SlotReport& report);

/// It has begun a command and not finished it.
bool is_in_a_command(const ipc::SlotReport& report);

/// It has begun a command of a block that it has not published.
bool is_among_commands(const ipc::SlotReport& report);

/// Of the block that it never finished: the command that a worker which failed itself names, else
/// the last that it began; 0 where there is none, or it names one of an earlier block, which the
/// others have applied as well.
std::uint64_t last_deed(const ipc::SlotReport& report);

}  // namespace chronus::supervisor

// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "disk/files.hpp"
#include "supervisor/journal.hpp"
#include "supervisor/options.hpp"

namespace chronus::supervisor {

/// Begins the journal of this run in the state directory. Where that cannot be, the log says so and
/// there is none. `tell`: what went wrong later, a sentence for people; on the journal's thread.
void begin_journal(const Options& options, Journal& journal, disk::Files& files,
                   std::function<void(const std::string&)> tell);

}  // namespace chronus::supervisor

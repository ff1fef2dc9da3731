// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "session/refusals.hpp"
#include "session/session_files.hpp"

namespace chronus::supervisor {

/// Lines of a session that was taken up, and what it plays is another set without them: the file of
/// that number is kept aside as it is (000012.refused), each line that is named goes to the log,
/// and `tell` hears of all in one sentence, for people. Waits for the disk.
void tell_refused(const session::SessionFiles& files, std::int64_t number,
                  const session::Refusals& refusals,
                  const std::function<void(const std::string& what)>& tell);

}  // namespace chronus::supervisor

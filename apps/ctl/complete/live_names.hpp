// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "apps/ctl/client.hpp"
#include "apps/ctl/complete/candidates.hpp"

namespace chronus::ctl {

/// Whoever presses Tab waits no longer than this.
inline constexpr std::chrono::milliseconds kTabPatience{200};

/// Asks the engine at `client` for its names; none where it does not answer within the deadline.
AskNames ask_at(Client& client);

/// The names in the JSON of an answer: a list of ids or of objects with an `id` or a `name`, by
/// itself or as a member of an object.
std::vector<Candidate> names_in(const std::string& json, Names names);

}  // namespace chronus::ctl

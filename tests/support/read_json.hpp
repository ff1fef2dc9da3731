// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace chronus {

/// What a client reads in it.
inline nlohmann::json read(const Json& json) { return nlohmann::json::parse(json.text()); }

}  // namespace chronus

// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sequencer/sequencer.hpp"

namespace chronus::conductor {

/// What `/seq/info` and `/status` tell of a sequencer.
nlohmann::json to_json(const sequencer::SequencerInfo& info);

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include "base/json.hpp"
#include "sequencer/sequencer.hpp"

namespace chronus::conductor {

/// What `/seq/info` and `/status` tell of a sequencer.
Json to_json(const sequencer::SequencerInfo& info);

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kWorkersMessages[] = {
    {.address = "/worker/restart",
     .arguments = {{.name = "slot", .type = Type::kWhole, .low = 0, .high = 1}},
     .summary = "replaces a worker while the music plays",
     .details = "Starts one in a slot that was left down. Answered when the new one is "
                "ready"},
    {.address = "/worker/kill",
     .arguments = {{.name = "slot", .type = Type::kWhole, .low = 0, .high = 1}},
     .summary = "kills a worker, for drills",
     .details = "SIGKILL; only with `--drills`"},
};

}  // namespace

Vocabulary::Section workers() { return {"Engine", kWorkersMessages}; }

}  // namespace chronus::vocabulary

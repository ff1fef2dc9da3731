// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kStatusMessages[] = {
    {.address = "/status",
     .arguments = {kOffset},
     .summary = "all there is to know about the engine",
     .details = "JSON, see below",
     .answer = Answer::kReply},
    {.address = "/module/cost",
     .arguments = {kOffset},
     .summary = "what each module of the patch that plays costs",
     .details = "JSON: `modules`, the dearest first: `id`, `type`, `cost`, its share of a block's "
                "time as the worker that is heard measures it, smoothed over some seconds; `null` "
                "where it is not known yet",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section status() { return {"Engine", kStatusMessages}; }

}  // namespace chronus::vocabulary

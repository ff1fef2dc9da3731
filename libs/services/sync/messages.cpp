// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kSyncMessages[] = {
    {.address = "/sync",
     .arguments = {{.name = "n", .type = Type::kAny}},
     .summary = "answers once all that this client sent before has been applied",
     .details = "`/synced n`. A message that waits until its sample has been read is waited for, "
                "and so are patches and sessions. What has a time tag, `/record`, `/audio` and "
                "`/worker` are answered when they are done, maybe later",
     .answer = Answer::kOther},
};

}  // namespace

Vocabulary::Section sync() { return {"Engine", kSyncMessages}; }

}  // namespace chronus::vocabulary

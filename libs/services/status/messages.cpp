// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kMessages[] = {
    {.address = "/status",
     .arguments = {kOffset},
     .summary = "all there is to know about the engine",
     .details = "JSON, see below",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section status() { return {"Engine", kMessages}; }

}  // namespace chronus::vocabulary

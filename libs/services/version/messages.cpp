// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kMessages[] = {
    {.address = "/version",
     .summary = "name and version",
     .details = "`/version.reply name version`",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section version() { return {"Engine", kMessages}; }

}  // namespace chronus::vocabulary

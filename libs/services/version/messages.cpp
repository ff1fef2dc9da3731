// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kVersionMessages[] = {
    {.address = "/version",
     .summary = "name and version",
     .details = "`/version.reply name version`",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section version() { return {"Engine", kVersionMessages}; }

}  // namespace chronus::vocabulary

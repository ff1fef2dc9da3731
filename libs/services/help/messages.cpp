// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kHelpMessages[] = {
    {.address = "/help",
     .arguments = {{.name = "prefix", .type = Type::kAny, .optional = true}, kOffset},
     .summary = "every message: its arguments, what it does",
     .details = "JSON: `messages`, of each `address`, `arguments` (`name`, `type`, `unit`, "
                "`range`, `optional`), `usage`, `summary`, and whether it is `silent`, "
                "`journaled`, `undoable`. `prefix`: the beginning of an address, `/seq`",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section help() { return {"Engine", kHelpMessages}; }

}  // namespace chronus::vocabulary

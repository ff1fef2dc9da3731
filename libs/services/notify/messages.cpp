// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kNotifyMessages[] = {
    {.address = "/notify",
     .arguments = {on_off("on"),
                   {.name = "host", .type = Type::kAny, .optional = true},
                   {.name = "port", .type = Type::kAny, .optional = true},
                   {.name = "kinds", .type = Type::kAny, .optional = true}},
     .summary = "subscribes to events, or ends it",
     .details = "`/notify 1 [port] [kinds]`, `/notify 1 host port [kinds]`, `/notify 1 "
                "\"host:port\" [kinds]`: first the present state, then `/event KIND JSON` as "
                "things happen, see [below](#events). `/notify 0`, with the same words for "
                "where, ends it",
     .forms = "0|1 [[host] port] [kinds]"},
    {.address = "/notify/ok",
     .arguments =
         {{.name = "number", .type = Type::kWhole, .low = -2147483648, .high = 2147483647}},
     .summary = "agrees to a subscription by another",
     .details = "See below",
     .answer = Answer::kSilent},
};

}  // namespace

Vocabulary::Section notify() { return {"Engine", kNotifyMessages}; }

}  // namespace chronus::vocabulary

// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr ArgumentList kPairs = {{.name = "key", .type = Type::kAny},
                                 {.name = "value", .type = Type::kAny, .most = kMostValues}};

constexpr MessageInfo kDirtMessages[] = {
    {.address = "/dirt/play",
     .arguments = kPairs,
     .summary = "an event as SuperDirt takes it: pairs of a key and a value",
     .details =
         "`s`, a bank or a synth, must be among them; a key that is not known is passed over. "
         "A number may be `c5`: what bus 5 holds. [livecoding.md](livecoding.md) has all keys",
     .answer = Answer::kSilent,
     .journaled = true,
     .forms = "s sound key value …"},
    {.address = "/play2",
     .arguments = kPairs,
     .summary = "what `/dirt/play` was called before",
     .answer = Answer::kSilent,
     .journaled = true,
     .forms = "s sound key value …"},
    {.address = "/dirt/prepare",
     .arguments = {{.name = "orbit", .most = kMostValues}},
     .summary = "makes orbits, and synths on them, before they are played",
     .details =
         "`0` to `11`, or with a synth or an effect `3:superpiano`, `3:delay`, `3:room`. They are "
         "made by themselves when an "
         "event needs them; in a score on the frame of the first. What is there "
         "stays as it is",
     .journaled = true,
     .forms = "orbit …"},
    {.address = "/c_set",
     .arguments = {{.name = "index", .type = Type::kAny},
                   {.name = "value", .type = Type::kAny, .most = kMostValues}},
     .summary = "sets busses, which events name as `c5`",
     .details = "`0` to `1023`. Pairs of an index and a number. What nobody has set is 0",
     .answer = Answer::kSilent,
     .journaled = true,
     .asks_with = 1,
     .forms = "index value …"},
    {.address = "/dirt/handshake",
     .summary = "what Tidal asks who is there",
     .details = "`/dirt/handshake/reply \"&serverHostname\" host \"&serverPort\" port "
                "\"&controlBusIndices\" 0 … 127`",
     .answer = Answer::kOther},
    {.address = "/dirt/hello",
     .summary = "the same, in one word",
     .details = "`/dirt/hello/reply`",
     .answer = Answer::kOther},
    {.address = "/dirt/synth-info",
     .arguments = {{.name = "synth"}},
     .summary = "the keys that a synth knows",
     .details = "`/dirt/synth-info/reply \"superpiano accelerate amp …\"`",
     .answer = Answer::kOther},
};

}  // namespace

Vocabulary::Section dirt() { return {"SuperDirt's place", kDirtMessages}; }

}  // namespace chronus::vocabulary

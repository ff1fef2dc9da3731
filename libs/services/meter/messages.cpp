// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kMessages[] = {
    {.address = "/meter",
     .summary = "how loud what is heard is",
     .details = "JSON, of the second up to `frame`: `peak_db`, `rms_db` (dBFS) and `true_peak_db` "
                "(dBTP) of each "
                "channel, `-200` for silence; `clipped`, frames beyond full scale since the start; "
                "`lufs` with `momentary`, `short_term` and `integrated` loudness (EBU R 128), the "
                "last since the "
                "start",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section meter() { return {"Engine", kMessages}; }

}  // namespace chronus::vocabulary

// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kMeterMessages[] = {
    {.address = "/meter",
     .arguments = {{.name = "module", .optional = true, .words = "module[.output]"}},
     .summary = "how loud what is heard is, or what a module gives",
     .details =
         "JSON, of the second up to `frame`: `peak_db`, `rms_db` (dBFS) and `true_peak_db` (dBTP) "
         "of each channel, `-200` for silence; `clipped`, frames that the ceiling bent, or beyond "
         "full scale where it is off, since the start; `lufs` with `momentary`, `short_term` and "
         "`integrated` loudness (EBU R 128), the last since the start. Of a `module`: its outputs, "
         "by name, or the one behind a point (`delay1.left`), as they are for the next 0.4 s, up "
         "to `frame`, voices summed: `peak_db`, `rms_db` and `above_full_scale`, frames that are: "
         "no fault inside a patch, where nothing is bent, but only in what is heard; `clipped` is "
         "the same number under the master's name. True peak is of the master alone. `null` for an "
         "output that nobody reads, which is not computed",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section meter() { return {"Engine", kMeterMessages}; }

}  // namespace chronus::vocabulary

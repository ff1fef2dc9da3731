// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kAudioMessages[] = {
    {.address = "/audio/list",
     .arguments = {kOffset},
     .summary = "what there is to play on now",
     .details =
         "JSON: `devices`, each with `api` (`jack`, `pulse`, `alsa`, `null`), `name`, `channels` "
         "at "
         "most (`null`: not known), `rates` in Hz (`null`: any, or not known), `default` of its "
         "API, and whether it is the one that is `used`; `missing`: an `api` that has none, and "
         "the `reason`",
     .answer = Answer::kReply},
    {.address = "/audio/use",
     .arguments = {{.name = "device", .words = "auto|null|alsa|pulse|jack"},
                   {.name = "name", .optional = true, .words = "device"}},
     .summary = "plays on another device while the music goes on",
     .details =
         "`/audio/use \"USB Audio\"`: the device of that name, or with that in it, of the present "
         "API first; `/audio/use jack`: the default device of that API; `/audio/use pulse USB`: "
         "both. `null` is the clock without sound. No frame of the music is skipped or played "
         "twice. `/done` when the new one asks for sound and gets it; where it cannot be had the "
         "old one plays on, and `/fail` says why. It is found again after a loss, and by the next "
         "start, unless `--device` or `--audio` name another. `/audio/use.reply api name`",
     .asks_with = 0,
     .forms = "[auto|null|alsa|pulse|jack] [device]"},
};

}  // namespace

Vocabulary::Section audio() { return {"Engine", kAudioMessages}; }

}  // namespace chronus::vocabulary

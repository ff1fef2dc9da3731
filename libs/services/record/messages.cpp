// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kRecordMessages[] = {
    {.address = "/record/start",
     .arguments = {{.name = "file", .optional = true},
                   {.name = "format", .optional = true, .words = "float|24|16"}},
     .summary = "records from the next frame",
     .details = "`file` stays inside the recording directory; WAV or FLAC by its "
                "extension, `.wav` (also meant where there is none) or `.flac`. `format` "
                "is `float`, `24` or `16`, the bits of a sample; WAV is float and FLAC 24 "
                "unless given. Without a file: `recording_YYYYMMDD_HHMMSS.wav`; "
                "`/record/status` and the event `record` name it. A file that is there "
                "already is refused"},
    {.address = "/record/stop",
     .summary = "ends the recording on a frame",
     .details = "`/done` comes when the file is closed, also to who started it, where that "
                "is another. `/fail` where not all of it is there: the disk was full, the "
                "file has been deleted"},
    {.address = "/record/status",
     .summary = "what is being recorded",
     .details = "JSON: `state` (`idle`, `recording`, `failed`), `file`, `seconds`, and "
                "`reason` of a failure",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section record() { return {"Recording", kRecordMessages}; }

}  // namespace chronus::vocabulary

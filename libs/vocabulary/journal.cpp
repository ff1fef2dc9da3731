// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kJournalMessages[] = {
    {.address = "/classic",
     .arguments = {on_off("on")},
     .summary = "how all that follows is read: as older clients mean it",
     .journaled = true,
     .in_journals_only = true},
    {.address = "/journal/quarantine",
     .arguments = {{.name = "frame", .type = Type::kWhole, .unit = "frames", .low = 0},
                   {.name = "nth", .type = Type::kWhole, .low = 0},
                   {.name = "blocked", .type = Type::kWhole, .low = 0, .high = 1, .words = "0|1"}},
     .summary = "a command that killed a worker and was passed over",
     .journaled = true,
     .in_journals_only = true},
    {.address = "/journal/withhold",
     .arguments = {{.name = "frame", .type = Type::kWhole, .unit = "frames", .low = 0},
                   {.name = "nth", .type = Type::kWhole, .low = 0}},
     .summary = "a command that no worker applied after the loss of all",
     .journaled = true,
     .in_journals_only = true},
    {.address = "/journal/song",
     .arguments = {{.name = "bpm", .type = Type::kNumber, .unit = "BPM", .low = 1, .high = 999},
                   {.name = "frame", .type = Type::kWhole, .unit = "frames"},
                   {.name = "fraction", .type = Type::kWhole}},
     .summary = "the tempo, and where the song began",
     .journaled = true,
     .in_journals_only = true},
    {.address = "/journal/place",
     .arguments = {{.name = "id"},
                   {.name = "current", .type = Type::kWhole, .unit = "steps", .low = -1},
                   {.name = "cycle", .type = Type::kWhole},
                   {.name = "chain", .type = Type::kWhole, .low = -1},
                   {.name = "condition", .type = Type::kWhole, .low = 0, .high = 1},
                   {.name = "frame", .type = Type::kWhole, .unit = "frames"},
                   {.name = "fraction", .type = Type::kWhole}},
     .summary = "where a sequencer plays",
     .journaled = true,
     .in_journals_only = true},
    {.address = "/journal/sample",
     .arguments = {{.name = "name"}, {.name = "file"}, {.name = "hash"}},
     .summary = "a sample that was played from here on, and the hash of its file",
     .details = "Where the file is another today, its line says so, and what there is is played",
     .journaled = true,
     .in_journals_only = true},
};

}  // namespace

Vocabulary::Section journal() { return {"Journals", kJournalMessages}; }

}  // namespace chronus::vocabulary

// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr MessageInfo kSoundMessages[] = {
    {.address = "/mod/<module>/<param>",
     .arguments = {{.name = "value", .type = Type::kValue}},
     .summary = "sets a parameter of a module",
     .details = "It glides over a few milliseconds where a jump would click. Values out of "
                "range are clamped, told (`/clamped`) and counted (`commands.clamped`), those of "
                "lanes only counted. A choice (a `mode`, a "
                "`wave` …) is a number or a name that `/module/info` lists: "
                "`/mod/filter1/mode highpass`",
     .answer = Answer::kSilent,
     .journaled = true,
     .undoable = true,
     .asks_with = 0},
    {.address = "/gate/<module>",
     .arguments =
         {on_off("gate"),
          {.name = "velocity", .type = Type::kNumber, .low = 0, .high = 127, .optional = true}},
     .summary = "opens or closes the gate of a module",
     .details = "Of a module with voices, those of all. Velocity 0 to 1, or 2 to 127 as in MIDI; "
                "between 1 and 2 it is refused",
     .answer = Answer::kSilent,
     .journaled = true,
     .asks_with = 0},
    {.address = "/note/<module>",
     .arguments = {{.name = "note", .type = Type::kValue, .low = 0, .high = 127},
                   {.name = "velocity", .type = Type::kNumber, .low = 0, .high = 127},
                   {.name = "seconds",
                    .type = Type::kNumber,
                    .unit = "s",
                    .low = 0,
                    .high = 3600,
                    .optional = true},
                   {.name = "values", .type = Type::kValue, .optional = true, .most = 128}},
     .summary = "plays a note on the instrument that the module is part of",
     .details =
         "`note`: a MIDI number, which fractions bend, or a name (`c4`, `f#3`, `eb2`). Velocity 0 "
         "to 1, or 2 to 127 as in MIDI; 0 ends that note. With seconds it ends by itself. The "
         "instrument is all connected modules that were created with the same number of voices: a "
         "note takes one voice in all of them, sources get its pitch, what has a gate its gate and "
         "velocity. Where no voice is free, that is taken which was released first, else the "
         "quietest, else the oldest. A note that is played again begins anew in its voice. A chord "
         "is a "
         "`/note` for each of its notes, in one bundle where they are to begin on one frame. "
         "Parameters with values, with or without seconds before them, are the note's own and hold "
         "in its voice alone: `/note/hits c4 100 0.5 speed -1 f.freq 800`. A value beyond its "
         "range "
         "is clamped and told: `/clamped /note/hits/speed given used`",
     .answer = Answer::kSilent,
     .journaled = true,
     .forms = "note velocity [seconds] [param value …]"},
    {.address = "/note/<module>/off",
     .arguments = {{.name = "note", .type = Type::kValue, .low = 0, .high = 127, .optional = true}},
     .summary = "ends a note; without one, all of the instrument",
     .details = "Without one also gates that `/gate` has opened, and what sequencers play there",
     .answer = Answer::kSilent,
     .journaled = true},
    {.address = "/patch/create",
     .arguments = {{.name = "id"},
                   {.name = "type"},
                   {.name = "voices",
                    .type = Type::kWhole,
                    .unit = "voices",
                    .low = 1,
                    .high = 64,
                    .optional = true}},
     .summary = "a module in the draft",
     .details =
         "Voices make it part of an instrument, which `/note` plays, up to what `/module/info` "
         "says "
         "of its type. Between modules of as many voices a cable connects voice by voice, and "
         "`/gate` opens them all; for any other module the voices are summed",
     .journaled = true},
    {.address = "/patch/connect",
     .arguments = {{.name = "src"},
                   {.name = "dst"},
                   {.name = "depth",
                    .type = Type::kNumber,
                    .low = -1'000'000,
                    .high = 1'000'000,
                    .optional = true},
                   {.name = "unit", .type = Type::kAny, .optional = true, .words = "oct"}},
     .summary = "a cable in the draft",
     .details =
         "`src`: `module` or `module.port`. `dst`: `module`, `module.port`, "
         "`module.param` (modulation), "
         "`output`, `output.left`, `output.right`, `output.N`. A modulation is added to its "
         "parameter in the parameter's unit, times `depth` (1 unless given); with `oct`, for "
         "a frequency, the depth is octaves: the parameter times 2^(depth · signal). What is "
         "added comes first. Connecting again changes the depth",
     .journaled = true},
    {.address = "/patch/disconnect",
     .arguments = {{.name = "src"}, {.name = "dst"}},
     .summary = "takes a cable out of the draft",
     .journaled = true},
    {.address = "/patch/delete",
     .arguments = {{.name = "id"}},
     .summary = "takes a module and its cables out of the draft",
     .journaled = true},
    {.address = "/patch/new",
     .summary = "begins an empty draft",
     .details = "What `create` does by itself until something was committed",
     .journaled = true},
    {.address = "/patch/edit",
     .summary = "begins a draft with what plays",
     .details = "What `create`, `connect`, `disconnect` and `delete` do by themselves once "
                "something was committed",
     .journaled = true},
    {.address = "/patch/commit",
     .summary = "swaps the draft in, on one frame",
     .details = "With a crossfade of 10 ms. Refused for a cycle that passes no `feedback`, and "
                "where nothing reaches "
                "the output. Modules that keep id and type keep their state and values. "
                "`/done /patch/commit JSON`: `added`, `removed` and `kept` modules, and "
                "`dangling`, the assignments that drive nothing any more (32 of them; "
                "`dangling_total` counts more)",
     .journaled = true,
     .undoable = true},
    {.address = "/patch/abort", .summary = "drops the draft", .journaled = true},
    {.address = "/patch/get",
     .arguments = {kOffset},
     .summary = "what plays, and the draft",
     .details = "JSON",
     .answer = Answer::kReply},
    {.address = "/panic",
     .summary = "silence within 10 ms",
     .details =
         "Sequencers stop, gates close, envelopes, filters and delays are as new; parameters stay. "
         "What sounds without a gate (an oscillator on the `output`) begins anew after it",
     .journaled = true},
    {.address = "/module/list",
     .arguments = {kOffset},
     .summary = "the types of modules",
     .details = "JSON",
     .answer = Answer::kReply},
    {.address = "/module/info",
     .arguments = {{.name = "type"}, kOffset},
     .summary = "ports and parameters of a type",
     .details = "`/module/info.reply type JSON`: ports, parameters with unit, range, "
                "default, curve, smoothing; `voices`, the most that it may have",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section sound() { return {"Sound", kSoundMessages}; }

}  // namespace chronus::vocabulary

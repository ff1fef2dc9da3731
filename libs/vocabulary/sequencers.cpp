// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr std::size_t kMostChain = 64;

constexpr MessageInfo kSequencersMessages[] = {
    {.address = "/seq/create",
     .arguments = {{.name = "id"}},
     .summary = "a new sequencer, stopped",
     .details = "16 steps, division 16, pattern `x...............`, gate length 0.5, in "
                "the transport's tempo (120 at first)",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/delete",
     .arguments = {kId},
     .summary = "removes a sequencer",
     .details = "An open gate is closed",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/list",
     .arguments = {kOffset},
     .summary = "the ids of all sequencers",
     .details = "JSON: the ids",
     .answer = Answer::kReply},
    {.address = "/seq/info",
     .arguments = {kId, kOffset},
     .summary = "all settings of a sequencer, and where it plays",
     .details = "`/seq/info.reply id JSON`, see below",
     .answer = Answer::kReply},
    {.address = "/seq/config",
     .arguments = {kId,
                   {.name = "bpm", .type = Type::kNumber, .unit = "BPM", .low = 1, .high = 999},
                   {.name = "steps", .type = Type::kWhole, .unit = "steps", .low = 1, .high = 256},
                   {.name = "division", .type = Type::kWhole, .low = 1, .high = 128}},
     .summary = "tempo, number of steps, note value of a step",
     .details = "Tempo and division as `/seq/bpm`, steps as `/seq/steps`",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/bpm",
     .arguments = {kId,
                   {.name = "bpm", .type = Type::kNumber, .unit = "BPM", .low = 1, .high = 999}},
     .summary = "a tempo of its own",
     .details = "From the next step boundary on the grid, no step skipped or doubled; what "
                "a swing or a nudge has put before it stays in its place",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/division",
     .arguments = {kId, {.name = "division", .type = Type::kWhole, .low = 1, .high = 128}},
     .summary = "the note value of a step",
     .details = "4 is a quarter, 16 a sixteenth; from the next step on. The tempo stays whose it "
                "is: the transport's, or its own",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/follow",
     .arguments = {kId},
     .summary = "back to the transport's tempo",
     .details = "The next step comes on the transport's next step boundary that is not "
                "before its place; none is skipped or doubled",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/steps",
     .arguments = {kId,
                   {.name = "steps",
                    .type = Type::kWhole,
                    .unit = "steps",
                    .low = 1,
                    .high = 256,
                    .words = "n"}},
     .summary = "how many steps it has",
     .details = "Keeps what fits: 16 → 8 → 16 leaves the first eight and plain rests. "
                "Takes effect whole, at the start of the next cycle, so that it keeps its "
                "place in the bar; at once while stopped",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/pattern",
     .arguments = {kId, {.name = "string"}},
     .summary = "which steps sound, and how hard",
     .details = "`x` velocity 64, `X` accent 127, `1` … `9` velocities, `-` tie, `.` "
                "rest; spaces and bars ignored, any other character is refused with its "
                "position. Shorter is filled with rests, longer is cut and told: `/clamped "
                "/seq/pattern/ID given used`, in steps. Takes effect "
                "whole, at the start of the next cycle. Ends a chain",
     .journaled = true,
     .undoable = true,
     .asks_with = 1,
     .forms = "id string (one string: a pattern with spaces stands in quotes)"},
    {.address = "/seq/chain",
     .arguments = {kId, {.name = "pattern", .most = kMostChain}},
     .summary = "patterns that are played in turn",
     .details =
         "Up to 64, one cycle each, from the next cycle on; each filled or cut to "
         "the step count. With `off` it ends and the pattern that plays when "
         "the message comes stays; so it does in a score without patterns, as older journals "
         "say it. A start begins with the first",
     .journaled = true,
     .undoable = true,
     .asks_with = 1,
     .forms = "id pattern… | id off"},
    {.address = "/seq/euclid",
     .arguments = {kId,
                   {.name = "pulses", .type = Type::kWhole, .low = 0, .high = 256},
                   {.name = "steps", .type = Type::kWhole, .unit = "steps", .low = 1, .high = 256},
                   {.name = "rotation",
                    .type = Type::kWhole,
                    .unit = "steps",
                    .low = -1048576,
                    .high = 1048576,
                    .optional = true}},
     .summary = "pulses spread evenly over steps",
     .details = "As Bjorklund does, the first step always one: 5 of 16 is "
                "`x..x..x..x..x...`; turned right by `rotation`. Ends a chain. Asked, it answers "
                "with the numbers that make the pattern, where there are such",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/rotate",
     .arguments =
         {kId,
          {.name = "n", .type = Type::kWhole, .unit = "steps", .low = -1048576, .high = 1048576}},
     .summary = "moves the pattern to the right",
     .details = "Or every one of the chain. Asked, it answers with the pattern as it is",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/param_lane",
     .arguments = {kId, {.name = "lane"}, kValues},
     .summary = "a value a step, for a parameter",
     .details =
         "A comma- or space-separated string, or numbers. Filled with 0, or cut and told "
         "(`/clamped`), as a pattern. `.` "
         "and `_` hold the last value; so does 0 where 0 is not a legal value of "
         "the target. A lane called `note` holds MIDI notes or names (`60`, `c4`, "
         "`eb3`) and is sent as Hz, on steps that sound, or on all where the "
         "sequencer drives no gate. A chord, `60+64+67` or `c4+e4+g4`, has up to 8 notes, and "
         "needs a module with voices. With `off` the lane goes; what it drives keeps its last "
         "value",
     .journaled = true,
     .undoable = true,
     .asks_with = 2,
     .forms = "id lane values… | id lane off"},
    {.address = "/seq/assign",
     .arguments = {kId,
                   {.name = "what", .words = "gate|param"},
                   {.name = "module"},
                   {.name = "lane", .optional = true},
                   {.name = "param", .optional = true}},
     .summary = "what a sequencer plays",
     .details = "`gate`: steps open the module's gate with their velocity, for gate length "
                "× step. `param`: the lane drives that parameter; without `param`, the "
                "parameter of the lane's name. Where the module has voices, a lane for its pitch "
                "plays notes on the instrument, with the steps, velocities and gate lengths of the "
                "pattern: `param pad note` names the instrument by any of its modules, and "
                "`gate env`, a module of it that has a gate, plays it too where there is a lane "
                "`note`",
     .journaled = true,
     .undoable = true,
     .asks_with = 1,
     .forms = "id gate module | id param module lane [param] (to play notes: /seq/param_lane id "
              "note \"c4 . e4\", then /seq/assign id param module note)"},
    {.address = "/seq/unassign",
     .arguments = {kId,
                   {.name = "what", .optional = true, .words = "gate|param"},
                   {.name = "module", .optional = true},
                   {.name = "lane", .optional = true},
                   {.name = "param", .optional = true}},
     .summary = "takes an assignment back",
     .details = "Or without `param` all of that lane to that module, or all there are. An "
                "open gate is closed; what is not assigned is refused",
     .journaled = true,
     .undoable = true,
     .forms = "id | id gate module | id param module lane [param]"},
    {.address = "/seq/gate_len",
     .arguments =
         {kId,
          {.name = "fraction", .type = Type::kNumber, .unit = "of a step", .low = 0.01, .high = 1}},
     .summary = "how long gates are open",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/swing",
     .arguments = {kId,
                   {.name = "percent", .type = Type::kNumber, .unit = "%", .low = 50, .high = 75}},
     .summary = "how late every second step comes",
     .details = "50 is straight: the second step of each pair starts at so much of the "
                "pair's length; from the next step on. Pairs are counted from step 0, so "
                "that the last of an odd count is straight. Kept to a millionth of a "
                "percent",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/prob",
     .arguments = {kId, kValues},
     .summary = "the chance that a step plays",
     .details = "0 to 1 is a fraction (1: always), 2 to 100 percent; between 1 and 2 "
                "nobody can tell, and it is refused",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/ratchet",
     .arguments = {kId, kValues},
     .summary = "1 to 8 hits in a step, evenly",
     .details = "The gate length is a part of each",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/nudge",
     .arguments = {kId, kValues},
     .summary = "moves steps by up to half a step, either way",
     .details = "−0.5 to 0.5: by this part of a straight step",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/cond",
     .arguments = {kId, kValues},
     .summary = "when a step plays: 1ST, A:B, FILL, PRE",
     .details = "`1ST`, `A:B` (1 ≤ A ≤ B ≤ 64), `FILL`, `PRE`, each with `!` for its "
                "opposite, in either case",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/fill",
     .arguments = {kId, on_off("fill")},
     .summary = "what FILL asks for",
     .details = "At once",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/seed",
     .arguments =
         {kId, {.name = "seed", .type = Type::kWhole, .low = 0, .high = 2147483647, .words = "n"}},
     .summary = "seed of the chances",
     .details = "At first it comes from the name",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/mute",
     .arguments = {kId, on_off("mute")},
     .summary = "steps run on in silence",
     .details = "And still decide: a `PRE` behind them is what it would have been",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/quantum",
     .arguments = {kId,
                   {.name = "beats",
                    .type = Type::kNumber,
                    .unit = "quarter notes",
                    .low = 0,
                    .high = 1024}},
     .summary = "starts and changes wait for a multiple of so many beats",
     .details = "0 (none) or 0.0625 to 1024: starts, and all that waits for the next "
                "cycle, wait for a multiple of these beats of the transport, counted from "
                "where everything was last reset to",
     .journaled = true,
     .undoable = true,
     .asks_with = 1},
    {.address = "/seq/start",
     .arguments = {kId},
     .summary = "starts a sequencer",
     .details = "Step 0 on the next step boundary of what runs: of the transport or, with "
                "a tempo of its own, of those that play at that tempo. The first with its "
                "tempo begins on the transport's next sixteenth, so that what starts "
                "together stays together. Where it plays already, nothing changes. "
                "`/seq/reset_all` puts all on step 0 at once",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/stop",
     .arguments = {kId},
     .summary = "stops a sequencer",
     .details = "An open gate is closed, and what waits is taken",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/reset",
     .arguments = {kId},
     .summary = "the next step is step 0 of cycle 0",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/start_all",
     .summary = "starts every sequencer",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/stop_all",
     .summary = "stops every sequencer",
     .journaled = true,
     .undoable = true},
    {.address = "/seq/reset_all",
     .summary = "every sequencer's step 0 on the same frame",
     .journaled = true,
     .undoable = true},
    {.address = "/transport/bpm",
     .arguments = {{.name = "bpm", .type = Type::kNumber, .unit = "BPM", .low = 1, .high = 999}},
     .summary = "the tempo of every sequencer that has not set its own",
     .journaled = true,
     .undoable = true,
     .asks_with = 0},
    {.address = "/transport/start",
     .arguments = {{.name = "beats",
                    .type = Type::kAny,
                    .unit = "quarter notes",
                    .low = 0,
                    .high = 1000000,
                    .optional = true,
                    .most = 2}},
     .summary = "everything begins anew, at this place in the song",
     .details = "Quarter notes, 0 unless given; the floats 0.0 and 1.0 are a button's "
                "unless `at` stands before. As if it had played since the song's "
                "beginning: each sequencer plays its first step there or behind it, in the "
                "cycle it then has. What plays is stopped first; one with a tempo of its "
                "own begins at step 0; no quantum is waited for",
     .journaled = true,
     .undoable = true,
     .forms = "[[at] beats]"},
    {.address = "/transport/stop",
     .summary = "stops every sequencer, as /seq/stop_all",
     .details = "Beats are counted on, so that what starts next is in time with what played; "
                "`/transport/start` counts anew",
     .journaled = true,
     .undoable = true},
    {.address = "/transport/info",
     .summary = "where the song is",
     .details = "JSON: frame, seconds, bpm; `beat`, the song position; `next_sixteenth`, "
                "the frame of the next one, where a start would land",
     .answer = Answer::kReply},
};

}  // namespace

Vocabulary::Section sequencers() { return {"Sequencers", kSequencersMessages}; }

}  // namespace chronus::vocabulary

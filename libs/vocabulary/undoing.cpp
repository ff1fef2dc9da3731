// SPDX-License-Identifier: MIT
#include "vocabulary/sections.hpp"

namespace chronus::vocabulary {
namespace {

constexpr Argument kSteps{
    .name = "n", .type = Type::kWhole, .unit = "steps", .low = 1, .high = 100, .optional = true};

constexpr MessageInfo kUndoingMessages[] = {
    {.address = "/session/undo",
     .arguments = {kSteps},
     .summary = "takes back what was changed last, by anyone",
     .details =
         "What `/help` calls undoable, 100 steps deep; a bundle is one step, and so are changes of "
         "one parameter that are no more than a second apart. All of it lands on one frame, a "
         "patch crossfaded. A sequencer that comes back plays on where it would be by now. "
         "`/done /session/undo JSON`: `undone`, the steps, newest first (`what`, `by`, `frame`, "
         "`more`: further messages of the bundle), up to eight of them; `steps`, how many; `left`. "
         "`/fail` where there is nothing to undo"},
    {.address = "/session/redo",
     .arguments = {kSteps},
     .summary = "does again what was undone",
     .details = "Until something else is changed. `/done /session/redo JSON`: `redone`, `steps` "
                "and `left` as of `/session/undo`"},
    {.address = "/session/history",
     .arguments = {kSteps, kOffset},
     .summary = "what can be undone and redone",
     .details = "JSON: `undo` and `redo`, each newest first and up to `n` steps: `what`, `by`, "
                "`frame`, `more`",
     .answer = Answer::kReply},
    {.address = "/undo", .arguments = {kSteps}, .summary = "the same as /session/undo"},
    {.address = "/redo", .arguments = {kSteps}, .summary = "the same as /session/redo"},
};

}  // namespace

Vocabulary::Section undoing() { return {"Sessions", kUndoingMessages}; }

}  // namespace chronus::vocabulary

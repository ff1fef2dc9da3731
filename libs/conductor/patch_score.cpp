// SPDX-License-Identifier: MIT
#include "conductor/patch_score.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "conductor/draft.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/parameter_value.hpp"
#include "conductor/patch_lines.hpp"
#include "conductor/sample_name.hpp"
#include "conductor/stream.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kCommit = "/patch/commit";

bool makes_patches(const Address& address) {
  static constexpr std::array<std::string_view, 8> kAddresses{
      "/patch/new",        "/patch/create", "/patch/connect", "/patch/abort",
      "/patch/disconnect", "/patch/delete", "/patch/edit",    kCommit};
  return std::find(kAddresses.begin(), kAddresses.end(), address) != kAddresses.end();
}

/// Of a module that plays, or else of the draft's.
Status set_value(PatchEditor& editor, const osc::Message& message) {
  const Address& to = message.address;
  const Arguments args(message);
  if (args.count() != 1) return Error{"usage: /mod/<module>/<param> value"};
  const auto* module = editor.playing().patch.find(to.name());
  if (module == nullptr) {
    const auto drafted = set_draft_value(editor, to, args, false);
    if (!drafted) return Error{no_module(editor.playing().patch, to.name())};
    return *drafted ? Status{} : drafted->error();
  }
  const auto target = editor.param(to.name(), to.rest());
  const bool is_param = catalog::find_param(type_of(*module), to.rest()) >= 0;
  if (!target.found || !is_param) return Error{no_parameter(*module, to.rest())};
  const Place place{target.module};
  if (editor.param_info(place, target.param).is_sample) {
    const auto name = sample_name(args);
    if (!name) return name.error();
    editor.note_value(place, target.param, 0.0);
    editor.note_sample(place, *name);
    return {};
  }
  const auto value = parameter_value(args, editor.param_info(place, target.param), 1.0);
  if (!value) return value.error();
  editor.note_value(place, target.param, static_cast<double>(value->used));
  return {};
}

Status perform(PatchEditor& editor, const osc::Message& message,
               const vocabulary::Vocabulary& vocabulary) {
  if (is_mod(message.address)) return set_value(editor, message);
  if (!makes_patches(message.address)) {
    return Error{
        "a patch is made of /patch/new, create, connect, disconnect, delete and commit, "
        "and of /mod"};
  }
  const auto& row = *vocabulary.find(message.address);
  const std::size_t count = message.args.size();
  if (count < vocabulary::fewest(row) || count > vocabulary::most(row)) {
    return Error{"usage: " + vocabulary::usage(row)};
  }
  if (message.address != kCommit) return edit_draft(editor, message);
  if (const auto compiled = editor.compile(); !compiled) return compiled.error();
  editor.commit();
  return {};
}

}  // namespace

Result<Patch> patch_of_score(const score::Score& score, const vocabulary::Vocabulary& vocabulary,
                             PatchEditor editor) {
  if (!score.cut_off.empty()) return Error{score.cut_off};
  for (const auto& event : score.events) {
    const auto at = "line " + std::to_string(event.line) + ": ";
    if (event.frame != 0) return Error{at + "all of a patch stands at time 0"};
    if (auto done = perform(editor, event.message, vocabulary); !done) {
      return Error{at + event.message.address.text() + ": " + done.reason()};
    }
  }
  if (!editor.has_committed()) return Error{"it commits no patch: /patch/commit is missing"};
  if (editor.draft() != nullptr) return Error{"what it makes last is not committed"};
  return editor.playing().patch;
}

std::string score_of_patch(const Patch& patch, const catalog::Catalog& catalog, int channels) {
  std::string text;
  for (const auto& line : patch_lines(patch, catalog, channels, false)) {
    // Where it is written for people 0 is 0, not a frame.
    text += "0" + score::to_line(0, line).substr(2) + "\n";
  }
  return text;
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT

#include "conductor/conductor.hpp"
#include "conductor/draft.hpp"
#include "conductor/json_text.hpp"
#include "conductor/module_info.hpp"
#include "conductor/paging.hpp"
#include "conductor/route.hpp"

namespace chronus::conductor {
namespace {

Outcome edit(const Call& call) {
  return Outcome::of(edit_draft(call.patches, call.message.address, call.args));
}

Outcome commit(const Call& call) { return call.conductor.commit_patch(call); }

Outcome get(const Call& call) {
  const auto offset = offset_at(call, 0);
  if (!offset) return Outcome::failed(offset.reason());
  const auto& patches = call.patches;
  const auto make = [&]() -> JsonText {
    return paged(
        [playing = patches.playing().patch,
         draft = patches.draft() != nullptr ? *patches.draft() : Patch(),
         has_draft = patches.draft() != nullptr, is_classic = patches.is_classic()] {
          auto json = playing.to_json(is_classic);
          json["draft"] = has_draft ? draft.to_json(is_classic) : Json();
          return to_text(json);
        },
        *offset);
  };
  constexpr std::size_t kBytesOfOne = 128;  // module or connection, in what plays and the draft
  const auto& patch = patches.playing().patch;
  const std::size_t bytes =
      2 * kBytesOfOne * (1 + patch.modules().size() + patch.connections().size());
  return call.conductor.answer_shared(call, page_name("/patch/get", *offset),
                                      {"/patch/get.reply", {}}, bytes, make);
}

Outcome module_list(const Call& call) {
  const auto offset = offset_at(call, 0);
  if (!offset) return Outcome::failed(offset.reason());
  const bool drills = call.scene.patches.drills();
  return reply(call, {"/module/list.reply", {}},
               paged([drills] { return module_list_json(drills); }, *offset));
}

Outcome module_info(const Call& call) {
  const auto name = call.args.text(0, "type");
  if (!name) return Outcome::failed(name.reason());
  const int type = engine::find_module_type(*name);
  if (type < 0) return Outcome::failed("no module type '" + *name + "': see /module/list");
  if (auto allowed = check_drill(type, call.scene.patches.drills()); !allowed) {
    return Outcome::of(allowed);
  }
  const auto offset = offset_at(call, 1);
  if (!offset) return Outcome::failed(offset.reason());
  return reply(call, {"/module/info.reply", {*name}},
               paged(
                   [type, is_classic = call.scene.patches.is_classic()] {
                     return module_info_json(type, is_classic);
                   },
                   *offset));
}

constexpr Route kRoutes[] = {
    {"/patch/create", 2, 3, "ssi", true, edit, "/patch/create id type [voices]"},
    {"/patch/connect", 2, 2, "s", true, edit, "/patch/connect src dst"},
    {"/patch/disconnect", 2, 2, "s", true, edit, "/patch/disconnect src dst"},
    {"/patch/delete", 1, 1, "s", true, edit, "/patch/delete id"},
    {"/patch/new", 0, 0, "", true, edit, "/patch/new"},
    {"/patch/edit", 0, 0, "", true, edit, "/patch/edit"},
    {"/patch/abort", 0, 0, "", true, edit, "/patch/abort"},
    {"/patch/commit", 0, 0, "", true, commit, "/patch/commit"},
    {"/patch/get", 0, 1, "i", false, get, "/patch/get [offset]"},
    {"/module/list", 0, 1, "i", false, module_list, "/module/list [offset]"},
    {"/module/info", 1, 2, "si", false, module_info, "/module/info type [offset]"},
};

}  // namespace

std::span<const Route> patch_routes() { return kRoutes; }

}  // namespace chronus::conductor

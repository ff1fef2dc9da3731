// SPDX-License-Identifier: MIT

#include "conductor/conductor.hpp"
#include "conductor/draft.hpp"
#include "conductor/json_text.hpp"
#include "conductor/module_info.hpp"
#include "conductor/nearest_names.hpp"
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
  return call.conductor.answers().answer(call, page_name("/patch/get", *offset),
                                         {"/patch/get.reply", {}}, bytes, make);
}

Outcome module_list(const Call& call) {
  const auto offset = offset_at(call, 0);
  if (!offset) return Outcome::failed(offset.reason());
  const auto& patches = call.scene.patches;
  return reply(call, {"/module/list.reply", {}},
               paged([&catalog = patches.catalog(),
                      drills = patches.drills()] { return module_list_json(catalog, drills); },
                     *offset));
}

Outcome module_info(const Call& call) {
  const auto name = call.args.text(0, "type");
  if (!name) return Outcome::failed(name.reason());
  const auto& catalog = call.scene.patches.catalog();
  const catalog::ModuleInfo* type = catalog.find(*name);
  if (type == nullptr) return Outcome::failed(no_module_type(catalog, *name));
  if (auto allowed = check_drill(type, call.scene.patches.drills()); !allowed) {
    return Outcome::of(allowed);
  }
  const auto offset = offset_at(call, 1);
  if (!offset) return Outcome::failed(offset.reason());
  return reply(call, {"/module/info.reply", {*name}},
               paged(
                   [type, is_classic = call.scene.patches.is_classic()] {
                     return module_info_json(*type, is_classic);
                   },
                   *offset));
}

constexpr Route kPatchRoutes[] = {
    {.address = "/patch/create", .perform = edit},
    {.address = "/patch/connect", .perform = edit},
    {.address = "/patch/disconnect", .perform = edit},
    {.address = "/patch/delete", .perform = edit},
    {.address = "/patch/new", .perform = edit},
    {.address = "/patch/edit", .perform = edit},
    {.address = "/patch/abort", .perform = edit},
    {.address = "/patch/commit", .perform = commit},
    {.address = "/patch/get", .perform = get},
    {.address = "/module/list", .perform = module_list},
    {.address = "/module/info", .perform = module_info},
};

}  // namespace

std::span<const Route> patch_routes() { return kPatchRoutes; }

}  // namespace chronus::conductor

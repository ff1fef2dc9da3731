// SPDX-License-Identifier: MIT
#include "conductor/draft.hpp"

#include <cmath>
#include <utility>

#include "catalog/rows.hpp"
#include "conductor/arguments.hpp"
#include "conductor/classic.hpp"
#include "conductor/module_info.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/parameter_value.hpp"
#include "conductor/sample_name.hpp"
#include "conductor/stream.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kNew = "/patch/new";
constexpr std::string_view kEdit = "/patch/edit";
constexpr std::string_view kCreate = "/patch/create";
constexpr std::string_view kConnect = "/patch/connect";
constexpr std::string_view kDisconnect = "/patch/disconnect";
constexpr std::string_view kDelete = "/patch/delete";

Error no_draft() {
  return Error{"no draft: begin one with /patch/new, /patch/edit or /patch/create"};
}

/// Edits the draft or, where there is none, the one that the message begins. One that is refused
/// leaves none behind.
template <class Edit>
Status edit_or_begin(PatchEditor& editor, std::string_view address, Edit edit) {
  if (editor.draft() != nullptr) return edit(*editor.draft());
  const auto beginning = bare_beginning(editor, address);
  if (beginning.empty()) return no_draft();
  Patch begun = beginning == kEdit ? editor.playing().patch : Patch();
  if (auto edited = edit(begun); !edited) return edited;
  editor.begin_with(std::move(begun));
  return {};
}

Status create(PatchEditor& editor, const Arguments& args) {
  const auto id = args.text(0, "id");
  if (!id) return id.error();
  const auto type = args.text(1, "type");
  if (!type) return type.error();
  if (auto allowed = check_drill(editor.catalog().find(*type), editor.drills()); !allowed) {
    return allowed;
  }
  int voices = 0;
  if (args.count() > 2) {
    const auto wanted = args.integer(2, "voices", 1, catalog::kManyVoices);
    if (!wanted) return wanted.error();
    voices = *wanted;
  }
  const bool would_edit = bare_beginning(editor, kCreate) == kEdit;
  if (would_edit && editor.playing().seats.contains(*id)) {
    return Error{"module '" + *id + "' plays already: /patch/new begins an empty draft"};
  }
  return edit_or_begin(editor, kCreate, [&](Patch& draft) {
    return draft.create(editor.catalog(), *id, *type, voices);
  });
}

/// The depth that a message has behind its cable.
Result<std::optional<Depth>> depth_of(const Arguments& args) {
  if (args.count() <= 2) return std::optional<Depth>{};
  constexpr double kMost = engine::kMaxDepth;
  const auto amount = args.number(2, "depth", -kMost, kMost);
  if (!amount) return amount.error();
  if (std::abs(*amount) > kMost) return Error{"depth (argument 3) must be -1000000 to 1000000"};
  Depth depth{*amount};
  if (args.count() <= 3) return std::optional<Depth>{depth};
  const auto unit = args.text(3, "unit");
  if (!unit) return unit.error();
  if (*unit != kOctaves) return Error{"unit (argument 4) must be oct, or be left out"};
  depth.unit = engine::DepthUnit::kOctaves;
  return std::optional<Depth>{depth};
}

Status connect(PatchEditor& editor, std::string_view address, const Arguments& args) {
  const auto src = args.text(0, "src");
  if (!src) return src.error();
  const auto dst = args.text(1, "dst");
  if (!dst) return dst.error();
  const int channels = editor.channels();
  if (address == kDisconnect) {
    return edit_or_begin(editor, address,
                         [&](Patch& draft) { return draft.disconnect(*src, *dst, channels); });
  }
  const auto depth = depth_of(args);
  if (!depth) return depth.error();
  return edit_or_begin(editor, address, [&](Patch& draft) {
    return draft.connect(*src, *dst, channels, *depth, editor.is_classic());
  });
}

Status remove(PatchEditor& editor, std::string_view address, const Arguments& args) {
  const auto id = args.text(0, "id");
  if (!id) return id.error();
  return edit_or_begin(editor, address, [&](Patch& draft) { return draft.remove(*id); });
}

}  // namespace

std::string_view bare_beginning(const PatchEditor& editor, std::string_view address) {
  if (editor.draft() != nullptr) return {};
  const bool creates = address == kCreate;
  // There is nothing to edit in what nobody has made.
  if (!editor.has_committed() || editor.is_classic()) return creates ? kNew : std::string_view();
  const bool edits = creates || address == kConnect || address == kDisconnect || address == kDelete;
  return edits ? kEdit : std::string_view();
}

std::optional<Result<ParameterValue>> set_draft_value(PatchEditor& editor, const Address& to,
                                                      const Arguments& args, bool only_checks) {
  auto* found = editor.draft() != nullptr ? editor.draft()->find(to.name()) : nullptr;
  if (found == nullptr) return std::nullopt;
  const auto& type = type_of(*found);
  const int index = catalog::find_param(type, to.rest());
  if (index < 0) {
    return Error{no_parameter(*found, to.rest())};
  }
  const auto& info = type.params[static_cast<std::size_t>(index)];
  if (info.is_sample) {
    auto name = sample_name(args);
    if (!name) return name.error();
    if (only_checks) return ParameterValue{};
    found->sample = std::move(*name);
    found->values[static_cast<std::size_t>(index)] = 0.0F;
    return ParameterValue{};
  }
  auto value = parameter_value(args, info, units_of_message(editor.is_classic(), type, info));
  if (value && !only_checks) found->values[static_cast<std::size_t>(index)] = value->used;
  return value;
}

bool draft_value(const PatchEditor& editor, const Address& of, double* value) {
  const auto* found = editor.draft() != nullptr ? editor.draft()->find(of.name()) : nullptr;
  const int index = found == nullptr ? -1 : catalog::find_param(type_of(*found), of.rest());
  if (index < 0) return false;
  const auto& type = type_of(*found);
  const auto at = static_cast<std::size_t>(index);
  *value = static_cast<double>(found->values[at]) *
           units_of_message(editor.is_classic(), type, type.params[at]);
  return true;
}

Status edit_draft(PatchEditor& editor, const Address& address, const Arguments& args) {
  if (address == kCreate) return create(editor, args);
  if (address == kConnect || address == kDisconnect) return connect(editor, address, args);
  if (address == kDelete) return remove(editor, address, args);
  if (address == kNew) editor.begin_empty();
  if (address == kEdit) editor.begin_copy();
  if (address == "/patch/abort") {
    if (editor.draft() == nullptr) return no_draft();
    editor.abort();
  }
  if (is_mod(address)) {
    if (editor.playing().seats.contains(address.name())) return {};
    const auto value = set_draft_value(editor, address, args, false);
    if (value && !*value) return value->error();
  }
  return {};
}

}  // namespace chronus::conductor

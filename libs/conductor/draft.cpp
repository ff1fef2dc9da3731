// SPDX-License-Identifier: MIT
#include "conductor/draft.hpp"

#include <utility>

#include "conductor/arguments.hpp"
#include "conductor/classic.hpp"
#include "conductor/module_info.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/parameter_value.hpp"

namespace chronus::conductor {
namespace {

constexpr int kMaxVoices = 128;

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
Status edit_or_begin(PatchDesk& desk, std::string_view address, Edit edit) {
  if (desk.draft() != nullptr) return edit(*desk.draft());
  const auto beginning = bare_beginning(desk, address);
  if (beginning.empty()) return no_draft();
  Patch begun = beginning == kEdit ? desk.playing().patch : Patch();
  if (auto edited = edit(begun); !edited) return edited;
  desk.begin_with(std::move(begun));
  return {};
}

Status create(PatchDesk& desk, const Arguments& args) {
  const auto id = args.text(0, "id");
  if (!id) return id.error();
  const auto type = args.text(1, "type");
  if (!type) return type.error();
  if (auto allowed = check_drill(desk.catalog().find(*type), desk.drills()); !allowed) {
    return allowed;
  }
  int voices = 0;
  if (args.count() > 2) {
    const auto wanted = args.integer(2, "voices", 1, kMaxVoices);
    if (!wanted) return wanted.error();
    voices = *wanted;
  }
  const bool would_edit = bare_beginning(desk, kCreate) == kEdit;
  if (would_edit && desk.playing().seats.contains(*id)) {
    return Error{"module '" + *id + "' plays already: /patch/new begins an empty draft"};
  }
  return edit_or_begin(desk, kCreate, [&](Patch& draft) {
    return draft.create(desk.catalog(), *id, *type, voices);
  });
}

Status connect(PatchDesk& desk, std::string_view address, const Arguments& args) {
  const auto src = args.text(0, "src");
  if (!src) return src.error();
  const auto dst = args.text(1, "dst");
  if (!dst) return dst.error();
  const int channels = desk.channels();
  return edit_or_begin(desk, address, [&](Patch& draft) {
    return address == kConnect ? draft.connect(*src, *dst, channels)
                               : draft.disconnect(*src, *dst, channels);
  });
}

Status remove(PatchDesk& desk, std::string_view address, const Arguments& args) {
  const auto id = args.text(0, "id");
  if (!id) return id.error();
  return edit_or_begin(desk, address, [&](Patch& draft) { return draft.remove(*id); });
}

}  // namespace

StreamAddress split_stream(std::string_view address) {
  StreamAddress parts;
  constexpr std::string_view kKinds[] = {"mod", "gate", "note"};
  for (const auto kind : kKinds) {
    const auto root = address.substr(0, kind.size() + 2);
    if (root.starts_with('/') && root.substr(1).starts_with(kind) && root.ends_with('/')) {
      parts.kind = kind;
    }
  }
  if (parts.kind.empty()) return parts;
  address.remove_prefix(parts.kind.size() + 2);
  const auto slash = address.find('/');
  parts.module = address.substr(0, slash);
  if (slash != std::string_view::npos) parts.param = address.substr(slash + 1);
  return parts;
}

std::string_view bare_beginning(const PatchDesk& desk, std::string_view address) {
  if (desk.draft() != nullptr) return {};
  const bool creates = address == kCreate;
  // There is nothing to edit in what nobody has made.
  if (!desk.has_committed() || desk.is_classic()) return creates ? kNew : std::string_view();
  const bool edits = creates || address == kConnect || address == kDisconnect || address == kDelete;
  return edits ? kEdit : std::string_view();
}

std::optional<Result<ParameterValue>> set_draft_value(PatchDesk& desk, const StreamAddress& to,
                                                      const Arguments& args, bool only_checks) {
  auto* found = desk.draft() != nullptr ? desk.draft()->find(to.module) : nullptr;
  if (found == nullptr) return std::nullopt;
  const auto& type = type_of(*found);
  const int index = catalog::find_param(type, to.param);
  if (index < 0) {
    return Error{no_parameter(*found, to.param)};
  }
  const auto& info = type.params[static_cast<std::size_t>(index)];
  auto value = parameter_value(args, info, units_of_message(desk.is_classic(), type, info));
  if (value && !only_checks) found->values[static_cast<std::size_t>(index)] = value->used;
  return value;
}

bool draft_value(const PatchDesk& desk, const StreamAddress& of, double* value) {
  const auto* found = desk.draft() != nullptr ? desk.draft()->find(of.module) : nullptr;
  const int index = found == nullptr ? -1 : catalog::find_param(type_of(*found), of.param);
  if (index < 0) return false;
  const auto& type = type_of(*found);
  const auto at = static_cast<std::size_t>(index);
  *value = static_cast<double>(found->values[at]) *
           units_of_message(desk.is_classic(), type, type.params[at]);
  return true;
}

Status edit_draft(PatchDesk& desk, std::string_view address, const Arguments& args) {
  if (address == kCreate) return create(desk, args);
  if (address == kConnect || address == kDisconnect) return connect(desk, address, args);
  if (address == kDelete) return remove(desk, address, args);
  if (address == kNew) desk.begin_empty();
  if (address == kEdit) desk.begin_copy();
  if (address == "/patch/abort") {
    if (desk.draft() == nullptr) return no_draft();
    desk.abort();
  }
  if (const auto stream = split_stream(address); stream.kind == "mod") {
    if (desk.playing().seats.contains(stream.module)) return {};
    const auto value = set_draft_value(desk, stream, args, false);
    if (value && !*value) return value->error();
  }
  return {};
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#include "conductor/draft.hpp"

#include <algorithm>
#include <array>

#include "conductor/arguments.hpp"
#include "conductor/module_info.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/parameter_value.hpp"

namespace chronus::conductor {
namespace {

constexpr int kMaxVoices = 128;

Status create(PatchDesk& desk, const Arguments& args) {
  const auto id = args.text(0, "id");
  if (!id) return id.error();
  const auto type = args.text(1, "type");
  if (!type) return type.error();
  if (auto allowed = check_drill(desk.catalog().find(*type), desk.drills()); !allowed) {
    return allowed;
  }
  int voices = 1;
  if (args.count() > 2) {
    const auto wanted = args.integer(2, "voices", 1, kMaxVoices);
    if (!wanted) return wanted.error();
    voices = *wanted;
  }
  if (desk.draft() != nullptr) return desk.draft()->create(desk.catalog(), *id, *type, voices);
  // A bare create begins an empty draft, but a refused one leaves none behind.
  Patch fresh;
  if (auto created = fresh.create(desk.catalog(), *id, *type, voices); !created) return created;
  desk.begin_with(std::move(fresh));
  return {};
}

Status need_draft(const PatchDesk& desk) {
  if (desk.draft() != nullptr) return {};
  return Error{"no draft: begin one with /patch/new, /patch/edit or /patch/create"};
}

Status connect(PatchDesk& desk, const Arguments& args, bool connected) {
  const auto src = args.text(0, "src");
  if (!src) return src.error();
  const auto dst = args.text(1, "dst");
  if (!dst) return dst.error();
  if (auto there = need_draft(desk); !there) return there;
  return connected ? desk.draft()->connect(*src, *dst, desk.channels())
                   : desk.draft()->disconnect(*src, *dst, desk.channels());
}

Status remove(PatchDesk& desk, const Arguments& args) {
  const auto id = args.text(0, "id");
  if (!id) return id.error();
  if (auto there = need_draft(desk); !there) return there;
  return desk.draft()->remove(*id);
}

}  // namespace

StreamAddress split_stream(std::string_view address) {
  StreamAddress parts;
  const bool mod = address.starts_with("/mod/");
  if (!mod && !address.starts_with("/gate/")) return parts;
  address.remove_prefix(mod ? 5 : 6);
  parts.kind = mod ? "mod" : "gate";
  const auto slash = address.find('/');
  parts.module = address.substr(0, slash);
  if (slash != std::string_view::npos) parts.param = address.substr(slash + 1);
  return parts;
}

bool set_draft_value(PatchDesk& desk, const StreamAddress& to, const Arguments& args,
                     bool only_checks, Status* status) {
  auto* found = desk.draft() != nullptr ? desk.draft()->find(to.module) : nullptr;
  if (found == nullptr) return false;
  const auto& type = type_of(*found);
  const int index = catalog::find_param(type, to.param);
  if (index < 0) {
    *status = Error{no_parameter(*found, to.param)};
    return true;
  }
  const auto& info = type.params[static_cast<std::size_t>(index)];
  const auto value = parameter_value(args, info);
  if (!value) {
    *status = value.error();
    return true;
  }
  if (only_checks) return true;
  found->values[static_cast<std::size_t>(index)] =
      std::clamp(static_cast<float>(*value), info.minimum, info.maximum);
  return true;
}

bool draft_value(const PatchDesk& desk, const StreamAddress& of, float* value) {
  const auto* found = desk.draft() != nullptr ? desk.draft()->find(of.module) : nullptr;
  const int index = found == nullptr ? -1 : catalog::find_param(type_of(*found), of.param);
  if (index >= 0) *value = found->values[static_cast<std::size_t>(index)];
  return index >= 0;
}

Status edit_draft(PatchDesk& desk, std::string_view address, const Arguments& args) {
  if (address == "/patch/create") return create(desk, args);
  if (address == "/patch/connect") return connect(desk, args, true);
  if (address == "/patch/disconnect") return connect(desk, args, false);
  if (address == "/patch/delete") return remove(desk, args);
  if (address == "/patch/new") desk.begin_empty();
  if (address == "/patch/edit") desk.begin_copy();
  if (address == "/patch/abort") {
    if (auto there = need_draft(desk); !there) return there;
    desk.abort();
  }
  if (const auto stream = split_stream(address); stream.kind == "mod") {
    if (desk.playing().seats.contains(stream.module)) return {};
    Status status;
    set_draft_value(desk, stream, args, false, &status);
    return status;
  }
  return {};
}

}  // namespace chronus::conductor

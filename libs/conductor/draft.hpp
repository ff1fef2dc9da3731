// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "base/address.hpp"
#include "base/result.hpp"
#include "conductor/arguments.hpp"
#include "conductor/parameter_value.hpp"
#include "conductor/patch_editor.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Performs a message that edits the draft (`/patch/new`, `create`, `connect` …, or `/mod` of a
/// module that only the draft has) on `editor`. Messages that do not concern the draft are left
/// alone and succeed.
Status edit_draft(PatchEditor& editor, const Address& address, const Arguments& args);
inline Status edit_draft(PatchEditor& editor, const osc::Message& message) {
  return edit_draft(editor, message.address, Arguments(message));
}

/// Where a message edits the draft and there is none, the message that it begins one with:
/// `/patch/new` before anything was committed and, for a create, under `--classic`, else
/// `/patch/edit`. Empty for all other messages, and for those that have nothing to edit.
std::string_view bare_beginning(const PatchEditor& editor, std::string_view address);

/// Sets `/mod/<module>/<param>` of a module that only the draft has, within its range, or
/// `only_checks` whether it would; nothing where there is no such module.
std::optional<Result<ParameterValue>> set_draft_value(PatchEditor& editor, const Address& to,
                                                      const Arguments& args, bool only_checks);
/// The value of a module that the draft has, in the message's units; false where it has no such
/// module or parameter.
bool draft_value(const PatchEditor& editor, const Address& of, double* value);

}  // namespace chronus::conductor

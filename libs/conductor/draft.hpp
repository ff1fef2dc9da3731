// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "conductor/arguments.hpp"
#include "conductor/parameter_value.hpp"
#include "conductor/patch_desk.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Performs a message that edits the draft (`/patch/new`, `create`, `connect` …, or `/mod` of a
/// module that only the draft has) on `desk`. Messages that do not concern the draft are left
/// alone and succeed.
Status edit_draft(PatchDesk& desk, std::string_view address, const Arguments& args);
inline Status edit_draft(PatchDesk& desk, const osc::Message& message) {
  return edit_draft(desk, message.address, Arguments(message));
}

/// Where a message edits the draft and there is none, the message that it begins one with:
/// `/patch/new` before anything was committed and, for a create, under `--classic`, else
/// `/patch/edit`. Empty for all other messages, and for those that have nothing to edit.
std::string_view bare_beginning(const PatchDesk& desk, std::string_view address);

/// Splits `/mod/<module>/<param>`, `/gate/<module>`, whose param is empty, `/note/<module>` or
/// `/note/<module>/off`, whose param is "off".
struct StreamAddress {
  std::string_view kind;  ///< "mod", "gate" or "note"; empty where the address is none of them
  std::string_view module;
  std::string_view param;
};
StreamAddress split_stream(std::string_view address);

/// Sets the first value of a module that only the draft has, within its range, or `only_checks`
/// whether it would; nothing where there is no such module.
std::optional<Result<ParameterValue>> set_draft_value(PatchDesk& desk, const StreamAddress& to,
                                                      const Arguments& args, bool only_checks);
/// The value of a module that the draft has, in the message's units; false where it has no such
/// module or parameter.
bool draft_value(const PatchDesk& desk, const StreamAddress& of, double* value);

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "conductor/route.hpp"

namespace chronus::conductor {

/// Calls `edit(bank, id)`: a sequencer's id is the first argument of nearly every row of theirs.
template <class Edit>
Outcome with_id(const Call& call, Edit edit) {
  const auto id = call.args.text(0);
  if (!id) return Outcome::failed(id.reason());
  return Outcome::of(edit(call.scene.bank, *id));
}

}  // namespace chronus::conductor

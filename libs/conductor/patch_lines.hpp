// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include "catalog/catalog.hpp"
#include "conductor/patch.hpp"
#include "osc/message.hpp"

/// A patch as the messages that make it. Read again they make the same, bit for bit. Any thread.
///
/// `is_classic`: values as older clients count (classic.hpp).
namespace chronus::conductor {

/// `/patch/new` and what makes the patch a draft, up to its commit, which is left out. `others`:
/// what plays meanwhile. Its modules would take values that are meant for the draft's: those of the
/// same names are left out.
std::vector<osc::Message> draft_lines(const Patch& patch, const Patch& others, bool is_classic);

/// What makes the patch play, commit and all, where default_patch() does.
std::vector<osc::Message> patch_lines(const Patch& patch, const catalog::Catalog& catalog,
                                      int channels, bool is_classic);

/// What gives a module that has `present` values those that `wanted` has.
std::vector<osc::Message> value_lines(const NamedModule& wanted,
                                      const std::array<float, catalog::kMaxParams>& present,
                                      bool is_classic);

/// The values of a new module of that type.
std::array<float, catalog::kMaxParams> first_values(const catalog::ModuleInfo& type);

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/patch.hpp"

namespace chronus::ipc {

inline constexpr std::uint64_t kControlMagic = 0x4C5254434E524843;  // "CHRNCTRL"

/// One patch in the control segment. Writer: the conductor. Readers: the workers' builders.
/// `version` is 0 while the description changes; release after, acquire before, and a second look
/// after the copy tell a reader that it copied one whole description.
struct PatchPlace {
  std::atomic<std::uint64_t> version;
  engine::PatchDescription description;
};

/// The one segment both workers map, read-only; only the supervisor can write it.
///
///   0        64                                  + kPatches * sizeof(PatchPlace)
///   | header | patch places (version % kPatches) |
struct Control {
  /// More than a crossfade's distance lets anyone play between two keyframes.
  static constexpr std::uint64_t kPatches = 64;

  std::uint64_t magic = kControlMagic;
  std::uint32_t layout_version = 0;
  std::int32_t supervisor_pid = 0;
  std::uint64_t session = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t catalog = 0;  ///< hash of the catalogue of modules, see catalog::Catalog
  std::uint64_t unused[3] = {};
  PatchPlace patches[kPatches];

  /// Conductor only.
  void put_patch(const engine::PatchDescription& patch);
  /// Whether the patch of that version is still there.
  bool has_patch(std::uint64_t version) const;
  /// Copies the patch of that version; false when it is no longer there.
  bool get_patch(std::uint64_t version, engine::PatchDescription* to) const;
};
static_assert(offsetof(Control, patches) == 64);

/// Whether a mapped segment of `mapped_bytes` is this supervisor's control segment. The error names
/// the first field that does not fit.
Status check_control(const Control& control, std::uint64_t mapped_bytes, std::uint64_t session);

}  // namespace chronus::ipc

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/patch.hpp"

namespace chronus::offline {

/// A module that is connected to the output, as it has been while a score was rendered.
struct HeardModule {
  std::uint32_t identity = 0;  ///< as in engine::ModuleEntry
  std::string name;
};

/// Stems: what each module that is connected to the output gives to it, by itself.
///
/// A stem is a set of columns beside each other, one a channel of the stream: an engine with that
/// many channels renders them all at once, from patches whose connections to the output are led to
/// their module's columns (lead()). What an engine does with its channels, it does with each alone,
/// so that the stems' sum is what a stream of the usual channels gets. Modules of one name (one
/// deleted and made anew, say) share a stem.
class StemLayout {
 public:
  /// `heard`: in the order in which they came; `channels`: of the stream, 1 to kMaxChannels.
  StemLayout(std::span<const HeardModule> heard, int channels);

  /// By stem.
  const std::vector<std::string>& names() const { return names_; }
  int channels() const { return channels_; }
  /// Renderings that it takes: a patch cannot lead to any number of columns.
  int passes() const;
  /// The stems of one of them, from 0: first_of(pass) up to first_of(pass + 1).
  int first_of(int pass) const;
  /// Channels of the engine that renders it, at least 1. Stem s begins at column
  /// (s - first_of(pass)) · channels().
  int columns_of(int pass) const;
  /// Leads connections to the output to their module's columns; those of the other passes, and
  /// of channels that the stream does not have, where nothing is.
  void lead(engine::PatchDescription* patch, int pass) const;

 private:
  int channels_;
  std::vector<std::string> names_;
  std::map<std::uint32_t, int> stem_of_;  // by identity
};

/// What a renderer renders: one pass of a layout, which outlives it; without one, what is heard.
struct StemPass {
  const StemLayout* layout = nullptr;
  int number = 0;
};

}  // namespace chronus::offline

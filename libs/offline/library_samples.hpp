// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "conductor/samples.hpp"
#include "samples/library.hpp"

namespace chronus::offline {

/// Samples for a rendering, which waits until they have been read. One may be used by several
/// renderings, one after the other.
class LibrarySamples final : public conductor::SampleDoor {
 public:
  /// `library`, which has looked for its banks, outlives it.
  explicit LibrarySamples(samples::Library& library) : library_(library) {}

  /// For engine::Engine::use_samples().
  const std::byte* store() const { return library_.store().data(); }

  Result<std::string> whole_name(std::string_view name) const override;
  bool has_bank(std::string_view name) const override { return library_.banks().has(name); }
  Result<std::string> file_of(const std::string& whole) const override;
  Result<std::string> file_at(const std::string& path) const override;
  Result<const conductor::Sample*> at_hand(const std::string& file, bool is_score) override;
  Status fetch(conductor::SampleFetch fetch) override;
  bool take(conductor::SampleFetched*) override { return false; }
  void let_go(const conductor::Sample&, Frame) override {}
  std::vector<Bank> banks() const override;
  Facts facts() const override { return {}; }

 private:
  samples::Library& library_;
  std::map<std::string, conductor::Sample> read_;  // by file
};

}  // namespace chronus::offline

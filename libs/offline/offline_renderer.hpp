// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/frame.hpp"
#include "engine/engine.hpp"
#include "engine/module_set.hpp"
#include "offline/library_samples.hpp"
#include "offline/stems.hpp"
#include "score/score.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::offline {

/// Renders a score through the same conductor and the same engine as the live program, in one
/// thread and as fast as it goes: the samples are those of the live program, bit for bit.
///
/// Sets FTZ/DAZ on the constructing thread, which must be the rendering one.
class OfflineRenderer {
 public:
  /// `complain` hears of every line that failed, as "line 12: /seq/start: no sequencer 'kick'", and
  /// of what had to be left out.
  using Complain = std::function<void(const std::string&)>;
  /// `modules` and `vocabulary` outlive it. `drills`: scores may create modules that fail on
  /// purpose, and take this process with them. `samples` outlives it; without them there are none.
  OfflineRenderer(const StreamFormat& format, const engine::ModuleSet& modules,
                  const vocabulary::Vocabulary& vocabulary, score::Score score, Complain complain,
                  bool drills = false, StemPass stems = {}, LibrarySamples* samples = nullptr);
  ~OfflineRenderer();
  OfflineRenderer(const OfflineRenderer&) = delete;
  OfflineRenderer& operator=(const OfflineRenderer&) = delete;

  /// What is rendered from here on is held below full scale (dsp/ceiling.hpp), as the live program
  /// holds it.
  void use_ceiling(bool is_used) { has_ceiling_ = is_used; }

  /// The next `frames` frames (any number), interleaved: the stream's channels, or the columns of
  /// the pass.
  void render(float* out, std::int64_t frames);
  /// Modules that were connected to the output while it rendered, each once, in the order in which
  /// they came, and of one patch in the order of its connections.
  std::vector<HeardModule> heard() const;
  std::uint64_t failures() const;
  /// As it stands after the last render().
  const engine::Engine& engine() const;

 private:
  class Stage;
  std::unique_ptr<Stage> stage_;
  int channels_;
  bool has_ceiling_ = false;
};

}  // namespace chronus::offline

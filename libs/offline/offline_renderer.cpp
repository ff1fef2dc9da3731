// SPDX-License-Identifier: MIT
#include "offline/offline_renderer.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/realtime.hpp"
#include "conductor/conductor.hpp"
#include "dsp/ceiling.hpp"
#include "engine/engine.hpp"
#include "services/services.hpp"

namespace chronus::offline {

/// One engine in place of two workers: builds at once, takes commands without a ring.
class OfflineRenderer::Stage final : public conductor::CommandDoor,
                                     public conductor::ClientDoor,
                                     public conductor::JournalDoor {
 public:
  Stage(const StreamFormat& format, const engine::ModuleSet& modules,
        const vocabulary::Vocabulary& vocabulary, score::Score score, Complain complain,
        bool drills)
      : format_(format),
        complain_(std::move(complain)),
        engine_(format, modules),
        conductor_(format, modules.catalog(), vocabulary, {*this, *this, *this},
                   {.drills = drills}) {
    services::add_all(conductor_, {});
    conductor_.load_score(std::move(score));
    conductor_.seed();
  }

  void render(float* out, std::int64_t frames) {
    out_ = out;
    const Frame end = engine_.frame() + frames;
    while (engine_.frame() < end) {
      const Frame stop = std::min<Frame>(end, engine_.frame() + format_.block_frames);
      conductor_.advance(stop);
      render_to(stop);
    }
  }

  std::uint64_t failures() const { return conductor_.score_failures(); }

  void command(const engine::Command& command) override { commands_.push_back(command); }
  std::size_t command_space() const override { return std::size_t{1} << 20U; }
  void build_patch(const engine::PatchDescription& patch) override {
    // The engine goes up to the frame that the patch is for: a crossfade before it has ended there
    // and left its rack free.
    if (out_ != nullptr) render_to(conductor_.horizon());
    progress_ = engine_.build(patch) ? conductor::PatchProgress::kBuilt
                                     : conductor::PatchProgress::kRefused;
  }
  conductor::PatchProgress patch_progress(std::uint64_t) override { return progress_; }
  std::uint64_t applied_seq() const override { return conductor_.last_seq(); }

  void reply(const conductor::Sender& to, osc::Message message, conductor::JsonText) override {
    if (message.address != "/fail" || !complain_ || message.args.size() < 2) return;
    complain_("line " + std::to_string(to.score_line) + ": " + *osc::as_string(message.args[0]) +
              ": " + *osc::as_string(message.args[1]));
  }
  void event(std::string_view, conductor::JsonText) override {}
  void warn(const std::string& what) override {
    if (complain_) complain_(what);
  }
  void played(Frame, const osc::Message&) override {}

 private:
  void render_to(Frame frame) {
    while (engine_.frame() < frame) {
      Frame stop = frame;
      apply_due(&stop);
      const int frames =
          static_cast<int>(std::min<Frame>(stop - engine_.frame(), format_.block_frames));
      engine_.render(out_, frames);
      out_ += static_cast<std::ptrdiff_t>(frames) * format_.channels;
    }
  }

  void apply_due(Frame* stop) {
    while (!commands_.empty()) {
      if (commands_.front().frame > engine_.frame()) {
        *stop = std::min(*stop, commands_.front().frame);
        return;
      }
      engine_.apply(commands_.front());
      commands_.pop_front();
    }
  }

  StreamFormat format_;
  Complain complain_;
  engine::Engine engine_;
  std::deque<engine::Command> commands_;
  conductor::PatchProgress progress_ = conductor::PatchProgress::kBuilt;
  float* out_ = nullptr;
  conductor::Conductor conductor_;
};

OfflineRenderer::OfflineRenderer(const StreamFormat& format, const engine::ModuleSet& modules,
                                 const vocabulary::Vocabulary& vocabulary, score::Score score,
                                 Complain complain, bool drills)
    : channels_(format.channels) {
  flush_denormals_on_this_thread();
  stage_ = std::make_unique<Stage>(format, modules, vocabulary, std::move(score),
                                   std::move(complain), drills);
}

OfflineRenderer::~OfflineRenderer() = default;

void OfflineRenderer::render(float* out, std::int64_t frames) {
  stage_->render(out, frames);
  if (has_ceiling_) dsp::hold_below_ceiling(out, static_cast<std::size_t>(frames * channels_));
}

std::uint64_t OfflineRenderer::failures() const { return stage_->failures(); }

}  // namespace chronus::offline

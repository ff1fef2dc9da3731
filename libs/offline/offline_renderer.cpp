// SPDX-License-Identifier: MIT
#include "offline/offline_renderer.hpp"

#include <algorithm>
#include <deque>
#include <set>
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
        bool drills, StemPass stems, LibrarySamples* samples)
      : format_(engine_format(format, stems)),
        stems_(stems),
        complain_(std::move(complain)),
        engine_(format_, modules),
        conductor_(format, modules.catalog(), vocabulary,
                   {.commands = *this, .clients = *this, .journal = *this, .samples = samples},
                   {.drills = drills}) {
    if (samples != nullptr) engine_.use_samples(samples->store());
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
  const engine::Engine& engine() const { return engine_; }

  std::vector<HeardModule> heard() {
    note_heard();
    return heard_;
  }

  void command(const engine::Command& command) override { commands_.push_back(command); }
  std::size_t command_space() const override { return std::size_t{1} << 20U; }
  void build_patch(const engine::PatchDescription& patch) override {
    // The engine goes up to the frame that the patch is for: a crossfade before it has ended there
    // and left its rack free; one that was committed on that frame is swapped in.
    if (Frame stop = conductor_.horizon(); out_ != nullptr) {
      render_to(stop);
      apply_due(&stop);
    }
    // What a patch on the first frame takes the place of has not been heard.
    if (engine_.frame() > 0) note_heard();
    progress_ =
        build(patch) ? conductor::PatchProgress::kBuilt : conductor::PatchProgress::kRefused;
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
  static StreamFormat engine_format(StreamFormat format, const StemPass& stems) {
    if (stems.layout) format.channels = stems.layout->columns_of(stems.number);
    return format;
  }

  bool build(const engine::PatchDescription& patch) {
    if (!stems_.layout) return static_cast<bool>(engine_.build(patch));
    const auto led = std::make_unique<engine::PatchDescription>(patch);
    stems_.layout->lead(led.get(), stems_.number);
    return static_cast<bool>(engine_.build(*led));
  }

  /// The modules that the patch which plays connects to the output.
  void note_heard() {
    const auto& playing = conductor_.scene().patches.playing();
    for (const auto& connection : playing.patch.connections()) {
      if (connection.target != engine::Target::kOutput) continue;
      const auto seat = playing.seats.find(connection.src);
      if (!heard_identities_.insert(seat->second.identity).second) continue;
      heard_.push_back({seat->second.identity, connection.src});
    }
  }

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

  StreamFormat format_;  // the engine's
  StemPass stems_;
  std::vector<HeardModule> heard_;
  std::set<std::uint32_t> heard_identities_;
  Complain complain_;
  engine::Engine engine_;
  std::deque<engine::Command> commands_;
  conductor::PatchProgress progress_ = conductor::PatchProgress::kBuilt;
  float* out_ = nullptr;
  conductor::Conductor conductor_;
};

OfflineRenderer::OfflineRenderer(const StreamFormat& format, const engine::ModuleSet& modules,
                                 const vocabulary::Vocabulary& vocabulary, score::Score score,
                                 Complain complain, bool drills, StemPass stems,
                                 LibrarySamples* samples)
    : channels_(format.channels) {
  flush_denormals_on_this_thread();
  stage_ = std::make_unique<Stage>(format, modules, vocabulary, std::move(score),
                                   std::move(complain), drills, stems, samples);
}

OfflineRenderer::~OfflineRenderer() = default;

void OfflineRenderer::render(float* out, std::int64_t frames) {
  stage_->render(out, frames);
  if (has_ceiling_) dsp::hold_below_ceiling(out, static_cast<std::size_t>(frames * channels_));
}

std::uint64_t OfflineRenderer::failures() const { return stage_->failures(); }
const engine::Engine& OfflineRenderer::engine() const { return stage_->engine(); }
std::vector<HeardModule> OfflineRenderer::heard() const { return stage_->heard(); }

}  // namespace chronus::offline

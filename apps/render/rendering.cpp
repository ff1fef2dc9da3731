// SPDX-License-Identifier: MIT
#include "rendering.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audio/sound_file.hpp"
#include "base/frame.hpp"
#include "catalog/built_in.hpp"
#include "command_line/checks.hpp"
#include "engine/built_in_code.hpp"
#include "engine/kernels.hpp"
#include "engine/simd.hpp"
#include "offline/library_samples.hpp"
#include "offline/offline_renderer.hpp"
#include "picture/gnuplot.hpp"
#include "picture/sound_picture.hpp"
#include "samples/library.hpp"
#include "score/score.hpp"
#include "stem_files.hpp"
#include "terminal.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::render {
namespace {

using command_line::kMisuse;

constexpr Frame kMostSeconds = 86'400;
constexpr int kFailed = 1;
/// What is heard does not depend on it, and nobody waits for a block: a long one is quicker.
constexpr int kBlockFrames = 512;

/// The command line wins over what a journal says of itself, that over the environment.
StreamFormat format_of(const Arguments& arguments, const score::Score& score) {
  const auto& environment = arguments.environment;
  StreamFormat format = score.format.value_or(
      StreamFormat{.rate = environment.rate.value_or(StreamFormat{}.rate),
                   .block_frames = environment.block_frames.value_or(kBlockFrames)});
  format.rate = arguments.rate.value_or(format.rate);
  format.block_frames = arguments.block_frames.value_or(format.block_frames);
  format.channels = arguments.channels.value_or(format.channels);
  return format;
}

/// The environment's rate counts where it is no journal.
Result<score::Score> read_score(const Arguments& arguments,
                                const vocabulary::Vocabulary& vocabulary) {
  return score::load(arguments.score, arguments.rate, vocabulary,
                     arguments.environment.rate.value_or(StreamFormat{}.rate));
}

/// A journal of older clients' set has its line of its own.
bool is_classic(const Arguments& arguments, const score::Score& score) {
  return arguments.classic || (arguments.environment.classic && !score.format);
}

/// In this order: the command line, a journal, the environment.
bool has_ceiling(const Arguments& arguments, const score::Score& score) {
  return arguments.ceiling.value_or(score.ceiling.value_or(arguments.has_ceiling));
}

/// Frames to render; negative where these are more than anyone can want.
Frame length_of(const Arguments& arguments, const score::Score& score, int rate) {
  const Frame length = arguments.seconds >= 0.0 ? std::llround(arguments.seconds * rate)
                                                : score::length_of(score, rate);
  return length > kMostSeconds * rate ? -1 : length;
}

bool is_png(const std::string& path) { return std::filesystem::path(path).extension() == ".png"; }

/// A picture being made while a sound is, drawn at the end.
class Plot {
 public:
  /// Fails before anything is rendered where it could not be drawn.
  Status begin(const std::string& file, const StreamFormat& format, Frame length) {
    auto started = picture::Gnuplot::start(file);
    if (!started) return Error{"--plot " + started.reason()};
    gnuplot_.emplace(std::move(*started));
    picture_.emplace(format, length);
    return {};
  }
  void add(const float* samples, int frames) {
    if (picture_) picture_->add(samples, frames);
  }
  Status draw(const std::string& title) {
    return gnuplot_ ? gnuplot_->draw(picture_->script(title)) : Status{};
  }

 private:
  std::optional<picture::Gnuplot> gnuplot_;
  std::optional<picture::SoundPicture> picture_;
};

/// One score into files.
class Rendering {
 public:
  Rendering(const Arguments& arguments, const vocabulary::Vocabulary& vocabulary,
            score::Score score, Frame length, Terminal& terminal)
      : arguments_(arguments),
        vocabulary_(vocabulary),
        score_(std::move(score)),
        format_(format_of(arguments, score_)),
        length_(length),
        simd_(engine::simd_of_environment()),
        catalog_(catalog::built_in()),
        modules_(catalog_, engine::built_in_code(simd_), engine::kernels(simd_)),
        terminal_(terminal) {}

  Status begin() {
    if (auto found = find_samples(); !found) return found;
    if (!arguments_.plot.empty()) {
      if (auto begun = plot_.begin(arguments_.plot, format_, length_); !begun) return begun;
    }
    if (!arguments_.stems.empty()) {
      if (auto made = StemFiles::make_folder(arguments_.stems); !made) return made;
    }
    return output_.open(arguments_.output, format_);
  }

  /// What is heard.
  Status render_master() {
    terminal_.begin(arguments_.output, length_, format_.rate);
    offline::OfflineRenderer renderer(
        format_, modules_, vocabulary_, score_,
        [this](const std::string& problem) {
          terminal_.complain(arguments_.score + ": " + problem);
        },
        arguments_.drills, {}, samples_.get());
    renderer.use_ceiling(has_ceiling(arguments_, score_));
    Status written = run(renderer, format_.channels, [this](const float* samples, int frames) {
      plot_.add(samples, frames);
      return output_.write(samples, frames);
    });
    if (written) written = output_.close();
    if (!written) return Error{arguments_.output + ": " + written.reason()};
    is_complete_ = renderer.failures() == 0;
    heard_ = renderer.heard();
    return {};
  }

  /// What each module that was heard gave to it. Problems have been told.
  Status render_stems() {
    if (arguments_.stems.empty()) return {};
    const offline::StemLayout layout(heard_, format_.channels);
    terminal_.begin(arguments_.stems, layout.passes() * length_, format_.rate);
    done_ = 0;
    for (int pass = 0; pass < layout.passes(); ++pass) {
      StemFiles files;
      if (auto opened = files.open(arguments_.stems, format_, layout, pass); !opened) return opened;
      offline::OfflineRenderer renderer(format_, modules_, vocabulary_, score_, {},
                                        arguments_.drills, {&layout, pass}, samples_.get());
      Status written =
          run(renderer, layout.columns_of(pass),
              [&](const float* samples, int frames) { return files.write(samples, frames); });
      if (written) written = files.close();
      if (!written) return written;
    }
    stems_ = layout.names().size();
    return {};
  }

  Status draw() { return plot_.draw(std::filesystem::path(arguments_.output).filename()); }

  /// A folder that cannot be read is told, and the rest is rendered.
  Status find_samples() {
    samples::Library::Settings settings = arguments_.samples;
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    samples::find_around(format_.rate, program.parent_path().string(), &settings);
    auto library = samples::Library::create(std::move(settings));
    if (!library) return library.error();
    library_ = std::move(*library);
    if (const auto looked = library_->look(); !looked) {
      terminal_.complain("samples: " + looked.reason());
    }
    samples_ = std::make_unique<offline::LibrarySamples>(*library_);
    return {};
  }

  bool is_complete() const { return is_complete_; }
  void tell() const {
    std::printf("%s: %.3f s\n", arguments_.output.c_str(),
                static_cast<double>(length_) / format_.rate);
    if (!arguments_.stems.empty()) {
      std::printf("%s: %zu stem%s\n", arguments_.stems.c_str(), stems_, stems_ == 1 ? "" : "s");
    }
    if (!arguments_.plot.empty()) std::printf("%s: drawn\n", arguments_.plot.c_str());
  }

 private:
  static constexpr int kBlocksAtOnce = 32;
  using Take = std::function<Status(const float* samples, int frames)>;

  Status run(offline::OfflineRenderer& renderer, int columns, const Take& take) {
    // A file is written in few pieces: a call for each block takes a twentieth of all the time.
    const int most = kBlocksAtOnce * format_.block_frames;
    std::vector<float> block(static_cast<std::size_t>(most) * static_cast<std::size_t>(columns));
    for (Frame at = 0; at < length_;) {
      const auto frames = static_cast<int>(std::min<Frame>(most, length_ - at));
      renderer.render(block.data(), frames);
      if (auto taken = take(block.data(), frames); !taken) return taken;
      at += frames;
      done_ += frames;
      terminal_.done(done_);
    }
    return {};
  }

  const Arguments& arguments_;
  const vocabulary::Vocabulary& vocabulary_;
  score::Score score_;
  StreamFormat format_;
  Frame length_;
  engine::Simd simd_;
  catalog::Catalog catalog_;
  engine::ModuleSet modules_;
  Terminal& terminal_;
  std::unique_ptr<samples::Library> library_;
  std::unique_ptr<offline::LibrarySamples> samples_;
  Plot plot_;
  audio::SoundFile output_;
  Frame done_ = 0;
  bool is_complete_ = false;
  std::vector<offline::HeardModule> heard_;
  std::size_t stems_ = 0;
};

}  // namespace

int fail(const std::string& what, int status) {
  Terminal().complain(what);
  return status;
}

int render(const Arguments& arguments) {
  if (!audio::has_sound_extension(arguments.output)) {
    return fail("-o " + arguments.output + ": must end in .wav or .flac", kMisuse);
  }
  if (!arguments.plot.empty() && !is_png(arguments.plot)) {
    return fail("--plot " + arguments.plot + ": must end in .png", kMisuse);
  }
  const vocabulary::Vocabulary vocabulary = vocabulary::standard();
  auto score = read_score(arguments, vocabulary);
  if (!score) return fail(score.reason(), kMisuse);
  if (is_classic(arguments, *score)) {
    score->events.insert(score->events.begin(), {0, 0, {"/classic", {1}}});
  }
  Terminal terminal;
  if (!score->cut_off.empty()) terminal.complain(score->cut_off);
  for (const auto& gap : score->gaps) terminal.complain(gap);
  for (const auto& doubt : score->doubts) terminal.complain(doubt);
  const Frame length = length_of(arguments, *score, format_of(arguments, *score).rate);
  if (length < 0) {
    return fail(arguments.score + ": lasts longer than " + std::to_string(kMostSeconds) +
                    " s; give a length by --seconds",
                kMisuse);
  }
  Rendering rendering(arguments, vocabulary, std::move(*score), length, terminal);
  Status status = rendering.begin();
  if (status) status = rendering.render_master();
  if (status) status = rendering.render_stems();
  terminal.erase();
  if (status) status = rendering.draw();
  if (!status) return fail(status.reason());
  rendering.tell();
  return rendering.is_complete() ? 0 : kFailed;
}

}  // namespace chronus::render

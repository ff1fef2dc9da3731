// SPDX-License-Identifier: MIT
// chronus-render: a score to a sound file, as fast as it goes, the same samples as live.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "audio/sound_file.hpp"
#include "base/frame.hpp"
#include "catalog/built_in.hpp"
#include "command_line/checks.hpp"
#include "command_line/config_file.hpp"
#include "engine/built_in_code.hpp"
#include "engine/kernels.hpp"
#include "engine/simd.hpp"
#include "offline/offline_renderer.hpp"
#include "score/score.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus {
namespace {

constexpr Frame kMostSeconds = 86'400;

struct Arguments {
  std::string score;
  std::string output;
  std::optional<int> rate;
  std::optional<int> block_frames;
  std::optional<int> channels;
  double seconds = -1.0;
  std::optional<bool> ceiling;  // as the command line says
  bool has_ceiling = true;      // as the command line or the environment does
  bool drills = false;
};

using command_line::kMisuse;

constexpr int kFailed = 1;

void complain(const std::string& what) {
  std::fprintf(stderr, "chronus-render: %s\n", what.c_str());
}

int fail(const std::string& what, int status = kFailed) {
  complain(what);
  return status;
}

/// The command line wins over what a journal says of itself.
StreamFormat format_of(const Arguments& arguments, const score::Score& score) {
  StreamFormat format = score.format.value_or(StreamFormat{});
  format.rate = arguments.rate.value_or(format.rate);
  format.block_frames = arguments.block_frames.value_or(format.block_frames);
  format.channels = arguments.channels.value_or(format.channels);
  return format;
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

int render(const Arguments& arguments) {
  if (!audio::has_sound_extension(arguments.output)) {
    return fail("-o " + arguments.output + ": must end in .wav or .flac", kMisuse);
  }
  const vocabulary::Vocabulary vocabulary = vocabulary::standard();
  auto score = score::load(arguments.score, arguments.rate, vocabulary);
  if (!score) return fail(score.reason(), kMisuse);
  if (!score->cut_off.empty()) complain(score->cut_off);
  for (const auto& gap : score->gaps) complain(gap);
  const StreamFormat format = format_of(arguments, *score);
  const Frame length = length_of(arguments, *score, format.rate);
  if (length < 0) {
    return fail(arguments.score + ": lasts longer than " + std::to_string(kMostSeconds) +
                    " s; give a length by --seconds",
                kMisuse);
  }
  audio::SoundFile file;
  if (auto opened = file.open(arguments.output, format); !opened) return fail(opened.reason());
  const catalog::Catalog catalog = catalog::built_in();
  const auto simd = engine::simd_of_environment();
  const engine::ModuleSet modules(catalog, engine::built_in_code(simd), engine::kernels(simd));
  const bool is_held = has_ceiling(arguments, *score);
  offline::OfflineRenderer renderer(
      format, modules, vocabulary, std::move(*score),
      [&](const std::string& problem) { complain(arguments.score + ": " + problem); },
      arguments.drills);
  renderer.use_ceiling(is_held);
  std::vector<float> block(static_cast<std::size_t>(format.block_frames) *
                           static_cast<std::size_t>(format.channels));
  for (Frame done = 0; done < length;) {
    const auto frames = static_cast<int>(std::min<Frame>(format.block_frames, length - done));
    renderer.render(block.data(), frames);
    if (auto written = file.write(block.data(), frames); !written) {
      return fail(arguments.output + ": " + written.reason());
    }
    done += frames;
  }
  if (auto closed = file.close(); !closed) {
    return fail(arguments.output + ": " + closed.reason());
  }
  std::printf("%s: %.3f s\n", arguments.output.c_str(), static_cast<double>(length) / format.rate);
  return renderer.failures() == 0 ? 0 : kFailed;
}

}  // namespace
}  // namespace chronus

int main(int argc, char** argv) {
  CLI::App app{
      "chronus-render: renders a score to a sound file, bit for bit as chronusd plays it."};
  app.footer("Exit status: 0 rendered, 1 failed, or a line of the score did; 2 wrong use.");
  chronus::Arguments arguments;
  app.set_version_flag("--version", "chronus-render " CHRONUS_VERSION);
  app.add_option("score", arguments.score, "score file")->required();
  app.add_option("-o,--output", arguments.output, "sound file (.wav float, .flac 24 bit)")
      ->required();
  app.add_option("--rate", arguments.rate, "frames per second (default: a journal's, else 48000)")
      ->check(chronus::command_line::between(chronus::kMinRate, chronus::kMaxRate));
  app.add_option("--block", arguments.block_frames,
                 "frames per block (default: a journal's, else 128)")
      ->check(chronus::command_line::between(chronus::kMinBlockFrames, chronus::kMaxBlockFrames));
  app.add_option("--channels", arguments.channels, "output channels (default: a journal's, else 2)")
      ->check(chronus::command_line::between(1, chronus::kMaxChannels));
  app.add_option("--seconds", arguments.seconds, "length; else up to /quit")
      ->check(chronus::command_line::between(0.0, 86'400.0));
  app.add_option("--ceiling", arguments.has_ceiling,
                 "on: held below full scale; up to -1 dBFS as it was (default: a journal's, else "
                 "on)")
      ->envname("CHRONUS_CEILING")
      ->check(chronus::command_line::on_or_off());
  app.add_flag("--drills", arguments.drills, "allow modules that fail on purpose");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return chronus::fail(error.what(), chronus::command_line::kMisuse);
  }
  if (chronus::command_line::is_given(argc, argv, "--ceiling")) {
    arguments.ceiling = arguments.has_ceiling;
  }
  return chronus::render(arguments);
}

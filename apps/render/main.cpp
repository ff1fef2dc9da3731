// SPDX-License-Identifier: MIT
// chronus-render: a score to a sound file, as fast as it goes, the same samples as live.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "audio/sound_file.hpp"
#include "base/frame.hpp"
#include "offline/offline_renderer.hpp"
#include "score/score.hpp"

namespace chronus {
namespace {

constexpr Frame kMostSeconds = 86'400;

struct Arguments {
  std::string score;
  std::string output;
  StreamFormat format;
  double seconds = -1.0;
  bool drills = false;
};

int complain(const std::string& what) {
  std::fprintf(stderr, "chronus-render: %s\n", what.c_str());
  return 1;
}

int render(const Arguments& arguments) {
  if (!audio::has_sound_extension(arguments.output)) {
    return complain("-o " + arguments.output + ": must end in .wav or .flac");
  }
  auto score = score::load(arguments.score, arguments.format.rate);
  if (!score) return complain(score.reason());
  if (!score->cut_off.empty()) complain(score->cut_off);
  const Frame length = arguments.seconds >= 0.0
                           ? std::llround(arguments.seconds * arguments.format.rate)
                           : offline::length_of(*score, arguments.format.rate);
  if (length > kMostSeconds * arguments.format.rate) {
    return complain(arguments.score + ": lasts longer than " + std::to_string(kMostSeconds) +
                    " s; give a length by --seconds");
  }
  audio::SoundFile file;
  if (auto opened = file.open(arguments.output, arguments.format); !opened) {
    return complain(opened.reason());
  }
  offline::OfflineRenderer renderer(
      arguments.format, std::move(*score),
      [&](const std::string& problem) { complain(arguments.score + ": " + problem); },
      arguments.drills);
  std::vector<float> block(static_cast<std::size_t>(arguments.format.block_frames) *
                           static_cast<std::size_t>(arguments.format.channels));
  for (Frame done = 0; done < length;) {
    const auto frames =
        static_cast<int>(std::min<Frame>(arguments.format.block_frames, length - done));
    renderer.render(block.data(), frames);
    if (auto written = file.write(block.data(), frames); !written) {
      return complain(arguments.output + ": " + written.reason());
    }
    done += frames;
  }
  file.close();
  std::printf("%s: %.3f s\n", arguments.output.c_str(),
              static_cast<double>(length) / arguments.format.rate);
  return renderer.failures() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace chronus

int main(int argc, char** argv) {
  CLI::App app{
      "chronus-render: renders a score to a sound file, bit for bit as chronusd plays it."};
  chronus::Arguments arguments;
  app.set_version_flag("--version", "chronus-render " CHRONUS_VERSION);
  app.add_option("score", arguments.score, "score file")->required();
  app.add_option("-o,--output", arguments.output, "sound file (.wav float, .flac 24 bit)")
      ->required();
  app.add_option("--rate", arguments.format.rate, "frames per second")
      ->capture_default_str()
      ->check(CLI::Range(chronus::kMinRate, chronus::kMaxRate));
  app.add_option("--block", arguments.format.block_frames, "frames per block")
      ->capture_default_str()
      ->check(CLI::Range(chronus::kMinBlockFrames, chronus::kMaxBlockFrames));
  app.add_option("--channels", arguments.format.channels, "output channels")
      ->capture_default_str()
      ->check(CLI::Range(1, chronus::kMaxChannels));
  app.add_option("--seconds", arguments.seconds, "length; else up to /quit")
      ->check(CLI::Range(0.0, 86'400.0));
  app.add_flag("--drills", arguments.drills, "allow modules that fail on purpose");
  CLI11_PARSE(app, argc, argv);
  return chronus::render(arguments);
}

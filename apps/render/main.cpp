// SPDX-License-Identifier: MIT
// chronus-render: a score to a sound file, as fast as it goes, the same samples as live.
#include <CLI/CLI.hpp>
#include <string>
#include <utility>

#include "arguments.hpp"
#include "base/frame.hpp"
#include "command_line/checks.hpp"
#include "command_line/config_file.hpp"
#include "command_line/unknown_option.hpp"
#include "rendering.hpp"

namespace {

/// Options have read their variables as well: what nobody wrote is the environment's.
void tell_apart(int argc, char** argv, chronus::render::Arguments* arguments) {
  const auto is_given = [&](const char* option) {
    return chronus::command_line::is_given(argc, argv, option);
  };
  auto& environment = arguments->environment;
  if (is_given("--ceiling")) arguments->ceiling = arguments->has_ceiling;
  if (!is_given("--rate")) environment.rate = std::exchange(arguments->rate, {});
  if (!is_given("--block")) environment.block_frames = std::exchange(arguments->block_frames, {});
  if (!is_given("--classic")) environment.classic = std::exchange(arguments->classic, false);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "chronus-render: renders a score to a sound file, bit for bit as chronusd plays it."};
  app.footer(
      "On a terminal it shows how far it is. Pictures are drawn by gnuplot.\n"
      "Exit status: 0 rendered, 1 failed, or a line of the score did; 2 wrong use.");
  chronus::render::Arguments arguments;
  app.set_version_flag("--version", "chronus-render " CHRONUS_VERSION);
  app.add_option("score", arguments.score, "score file")->required();
  app.add_option("-o,--output", arguments.output, "sound file (.wav float, .flac 24 bit)")
      ->required();
  app.add_option("--rate", arguments.rate, "frames per second (default: a journal's, else 48000)")
      ->envname("CHRONUS_SAMPLE_RATE")
      ->check(chronus::command_line::between(chronus::kMinRate, chronus::kMaxRate));
  app.add_option("--block", arguments.block_frames,
                 "frames per block (default: a journal's, else 512)")
      ->envname("CHRONUS_BUFFER_SIZE")
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
  app.add_option("--stems", arguments.stems,
                 "folder for a .wav of each module that is connected to the output, by its name; "
                 "together they are what is heard");
  app.add_option("--plot", arguments.plot, "picture (.png): waveform, onsets and spectrogram");
  app.add_option("--samples", arguments.samples.folders,
                 "folder of samples: a folder in it is a bank (may be given several times)")
      ->check(CLI::ExistingDirectory);
  app.add_option("--sample-bytes", arguments.samples.most_bytes,
                 "bytes that all samples may take, 64M or 2G")
      ->default_str("1G")
      ->transform(CLI::AsSizeValue(false));
  app.add_flag("--classic", arguments.classic,
               "as older clients mean it: an adsr's times are milliseconds, and /patch/create "
               "without a draft begins an empty one (default: as a journal says)")
      ->envname("CHRONUS_CLASSIC");
  app.add_flag("--drills", arguments.drills, "allow modules that fail on purpose");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    const std::string reason = chronus::command_line::reason_of(app, error);
    return chronus::render::fail(chronus::command_line::name_source(app, argc, argv, reason),
                                 chronus::command_line::kMisuse);
  }
  tell_apart(argc, argv, &arguments);
  return chronus::render::render(arguments);
}

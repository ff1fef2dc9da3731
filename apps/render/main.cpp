// SPDX-License-Identifier: MIT
// chronus-render: a score to a sound file, as fast as it goes, the same samples as live.
#include <CLI/CLI.hpp>

#include "arguments.hpp"
#include "base/frame.hpp"
#include "command_line/checks.hpp"
#include "command_line/config_file.hpp"
#include "command_line/unknown_option.hpp"
#include "rendering.hpp"

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
      ->check(chronus::command_line::between(chronus::kMinRate, chronus::kMaxRate));
  app.add_option("--block", arguments.block_frames,
                 "frames per block (default: a journal's, else 512)")
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
  app.add_flag("--drills", arguments.drills, "allow modules that fail on purpose");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return chronus::render::fail(chronus::command_line::reason_of(app, error),
                                 chronus::command_line::kMisuse);
  }
  if (chronus::command_line::is_given(argc, argv, "--ceiling")) {
    arguments.ceiling = arguments.has_ceiling;
  }
  return chronus::render::render(arguments);
}

// SPDX-License-Identifier: MIT
#include "supervisor/options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>

#include "audio/sound_file.hpp"
#include "command_line/checks.hpp"
#include "command_line/config_file.hpp"
#include "command_line/option_list.hpp"
#include "command_line/options_in_force.hpp"
#include "command_line/state_directory.hpp"
#include "command_line/unknown_option.hpp"
#include "supervisor/block_time.hpp"
#include "supervisor/option_places.hpp"
#include "supervisor/start_score.hpp"

namespace chronus::supervisor {
namespace {

namespace fs = std::filesystem;

std::string beside_me(const char* program) {
  std::error_code ignored;
  return (fs::read_symlink("/proc/self/exe", ignored).parent_path() / program).string();
}

/// Clients hear it, who may be in another directory.
std::string from_the_root(const std::string& path) {
  std::error_code error;
  const auto whole = fs::absolute(path, error);
  return error ? path : whole.string();
}

const std::map<std::string, Standby> kStandbyNames{
    {"hot", Standby::kHot}, {"warm", Standby::kWarm}, {"off", Standby::kOff}};

const std::map<std::string, MidiClock> kMidiClockNames{
    {"off", MidiClock::kOff}, {"follow", MidiClock::kFollow}, {"send", MidiClock::kSend}};
/// 0 stands for auto.
const std::map<std::string, int> kLogFormatNames{
    {"auto", 0},
    {"text", 1 + static_cast<int>(log::LineFormat::kText)},
    {"json", 1 + static_cast<int>(log::LineFormat::kJson)},
    {"journald", 1 + static_cast<int>(log::LineFormat::kJournald)}};
constexpr double kMostSyncOffset_ms = 500.0;

constexpr const char* kExampleHeading =
    "# Options of chronusd, each as it is without this file. Take the # away in front of a key to\n"
    "# change it, and try the file: chronusd --config FILE --check-config\n";

constexpr const char* kFooter =
    "The command line wins over the environment, that over the file of --config.\n"
    "Exit status: 0 ended as it was told to, 1 could not begin, 2 wrong use.";

struct Raw {
  PlacesAsWritten places;
  std::string midi_api = "auto";
  double sync_offset_ms = 0.0;
  std::string api = "auto";
  int log_format = 0;
  bool check_config = false;
  bool example_config = false;
};

#ifndef CHRONUS_LINK
/// Better than "not expected" for what the documents speak of.
void refuse_link(CLI::App& app) {
  const auto refuse = [](const std::string& name) {
    throw CLI::ValidationError(name + ": this chronusd was built without CHRONUS_LINK");
  };
  app.add_flag_callback("--link", [refuse] { refuse("--link"); })->group("");
  app.add_option_function<double>("--link-quantum", [refuse](double) { refuse("--link-quantum"); })
      ->group("");
}
#endif

void declare_sync(CLI::App& app, SyncOptions* sync, Raw* raw) {
  app.add_option("--midi-clock", sync->midi_clock,
                 "follow: another machine's MIDI clock leads; send: this one does")
      ->envname("CHRONUS_MIDI_CLOCK")
      ->transform(command_line::one_of(kMidiClockNames))
      ->default_str("off");
  app.add_option("--midi-port", sync->midi_port.port,
                 "port to connect to, or a part of its name (default: a port of its own)")
      ->envname("CHRONUS_MIDI_PORT");
  app.add_option("--midi-api", raw->midi_api, "auto, alsa or jack")->capture_default_str();
  app.add_option(
         "--sync-offset", raw->sync_offset_ms,
         "milliseconds that the music is ahead of the clock it follows, or clock bytes sent "
         "of the music")
      ->capture_default_str()
      ->check(command_line::between(-kMostSyncOffset_ms, kMostSyncOffset_ms));
#ifdef CHRONUS_LINK
  app.add_flag("--link", sync->link, "follow Ableton Link: tempo, beats, start and stop");
  app.add_option("--link-quantum", sync->link_quantum, "beats of a bar, by which Link aligns")
      ->capture_default_str()
      ->check(command_line::between(1.0, 64.0));
#else
  refuse_link(app);
#endif
}

void declare(CLI::App& app, Options* options, Raw* raw) {
  app.set_version_flag("--version", "chronusd " CHRONUS_VERSION);
  // CLI11 knows no variable for it.
  const char* config = std::getenv("CHRONUS_CONFIG");
  const bool has_config = config != nullptr && *config != '\0';
  app.set_config("--config", has_config ? config : "",
                 "read options from a file (TOML: rate = 48000 …; variable CHRONUS_CONFIG)",
                 has_config);
  app.add_flag("--check-config", raw->check_config,
               "read all options, say what is wrong or what holds and who said so, and end")
      ->configurable(false);
  app.add_flag("--example-config", raw->example_config)->configurable(false)->group("");
  app.add_option("--audio", raw->api, "auto, null, alsa, pulse or jack")->capture_default_str();
  app.add_option("--device", options->device, "name of the device, or a part of it");
  app.add_option("--rate", options->format.rate, "frames per second")
      ->envname("CHRONUS_SAMPLE_RATE")
      ->capture_default_str()
      ->check(command_line::between(kMinRate, kMaxRate));
  app.add_option("--block", options->format.block_frames, "frames per block")
      ->envname("CHRONUS_BUFFER_SIZE")
      ->capture_default_str()
      ->check(command_line::between(kMinBlockFrames, kMaxBlockFrames));
  app.add_option("--lead", options->lead,
                 "blocks rendered ahead: latency, and time for a failover (hitless from 2 on)")
      ->capture_default_str()
      ->check(command_line::between(1, 32));
  app.add_option("--channels", options->format.channels, "output channels")
      ->capture_default_str()
      ->check(command_line::between(1, kMaxChannels));
  app.add_option("--ceiling", options->ceiling,
                 "on: what is heard and recorded is held below full scale; up to -1 dBFS it is as "
                 "it was")
      ->envname("CHRONUS_CEILING")
      ->check(command_line::on_or_off())
      ->default_str("on");
  app.add_option("--osc", raw->places.osc, "HOST:PORT to listen on")->default_str("127.0.0.1:5005");
  app.add_option("--dirt", raw->places.dirt,
                 "take SuperDirt's place for Tidal, Strudel and Sardine: [HOST:]PORT to listen on, "
                 "57120 unless given")
      ->type_name("TEXT")
      ->expected(0, 1);
  app.add_option("--allow", raw->places.allow,
                 "who may play from elsewhere, ADDRESS or ADDRESS/BITS (192.168.1.0/24); may be "
                 "given again")
      ->envname("CHRONUS_ALLOW")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--osc-host", raw->places.osc_host)->envname("CHRONUS_OSC_HOST")->group("");
  app.add_option("--osc-port", raw->places.osc_port)->envname("CHRONUS_OSC_PORT")->group("");
  app.add_option("--score", options->score, "play this score")
      ->transform(command_line::from_home())
      ->check(CLI::ExistingFile);
  app.add_option("--record", options->record, "record everything to this file (.wav, .flac)")
      ->transform(command_line::from_home());
  app.add_flag("--exit-after-score", options->exit_after_score, "end when the score ends");
  app.add_option("--state-dir", options->state_dir, "recordings, journals and patches go here")
      ->transform(command_line::from_home());
  app.add_option("--record-dir", options->record_dir,
                 "where clients may record (default: recordings/ in the state directory)")
      ->transform(command_line::from_home());
  app.add_option("--keep-bytes", options->keep_bytes,
                 "bytes of all journals, 1000 or 64M or 2G: the oldest go first")
      ->default_str("1G")
      ->transform(command_line::byte_size());
  app.add_option("--keep-days", options->keep_days,
                 "days for which a journal is kept; 0: as long as --keep-bytes allows")
      ->capture_default_str()
      ->check(command_line::between(0, 100'000));
  app.add_option("--samples", options->samples.folders,
                 "folder of samples: a folder in it is a bank (may be given several times)")
      ->transform(command_line::from_home())
      ->check(CLI::ExistingDirectory);
  app.add_option("--sample-bytes", options->samples.most_bytes,
                 "bytes that all samples may take, 64M or 2G")
      ->default_str("1G")
      ->transform(command_line::byte_size());
  app.add_flag("--no-restore", options->no_restore,
               "begin with nothing, not with the session of the run before");
  app.add_option(
         "--standby", options->standby,
         "hot: two workers render, nothing is lost; warm: one renders, a spare and the last "
         "keyframe wait; off: one alone")
      ->transform(command_line::one_of(kStandbyNames))
      ->default_str("hot");
  app.add_option("--promote-after", options->limits.promote_after,
                 "blocks without a sign of the primary until the standby leads")
      ->capture_default_str()
      ->check(command_line::between(1, 1'000));
  app.add_option("--kill-after", options->limits.kill_after,
                 "blocks without a sign of a worker until it is replaced")
      ->capture_default_str()
      ->check(command_line::between(2, 10'000));
  declare_sync(app, &options->sync, raw);
  app.add_flag("--drills", options->drills, "let clients kill workers, to practise");
  app.add_flag("--classic", options->classic,
               "as older clients mean it: an adsr's times are milliseconds, and /patch/create "
               "without a draft begins an empty one")
      ->envname("CHRONUS_CLASSIC");
  app.add_flag("--demo", options->demo, "play the built-in demo");
  app.add_flag("-v,--verbose", options->verbose, "tell more")->envname("CHRONUS_VERBOSE");
  app.add_option("--log-format", raw->log_format,
                 "auto: journald where systemd's journal reads it, else text; json: an object a "
                 "line")
      ->type_name("TEXT")
      ->transform(command_line::one_of(kLogFormatNames))
      ->default_str("auto");
  app.footer(kFooter);
  command_line::ConfigFile::use_in(app, "CHRONUS_");
}

Status interpret(Options* options, const Raw& raw, bool osc_is_given) {
  const auto api = audio::parse_api(raw.api);
  if (!api) return Error{"--audio: " + api.reason()};
  options->api = *api;
  if (auto found = find_places(raw.places, osc_is_given, options); !found) return found;
  if (!options->record.empty() && !audio::has_sound_extension(options->record)) {
    return Error{"--record: '" + options->record + "' must end in .wav or .flac"};
  }
  if (options->demo && !options->score.empty()) {
    return Error{"--demo and --score: choose one"};
  }
  if (options->exit_after_score && options->score.empty() && !options->demo) {
    return Error{"--exit-after-score needs --score"};
  }
  if (options->limits.kill_after < options->limits.promote_after) {
    return Error{"--kill-after: " + std::to_string(options->limits.kill_after) +
                 " is less than --promote-after " + std::to_string(options->limits.promote_after)};
  }
  const auto midi_api = sync::parse_midi_api(raw.midi_api);
  if (!midi_api) return Error{"--midi-api: " + midi_api.reason()};
  options->sync.midi_port.api = *midi_api;
  options->sync.early_ns = std::llround(raw.sync_offset_ms * 1e6);
  if (options->sync.midi_clock == MidiClock::kOff && !options->sync.midi_port.port.empty()) {
    return Error{"--midi-port needs --midi-clock follow or send"};
  }
#ifdef CHRONUS_LINK
  if (options->sync.link && options->sync.midi_clock == MidiClock::kFollow) {
    return Error{"--link and --midi-clock follow: choose one"};
  }
#endif
  if (raw.log_format > 0) {
    options->log_format = static_cast<log::LineFormat>(raw.log_format - 1);
  }
  if (options->state_dir.empty()) options->state_dir = command_line::default_state_directory();
  options->state_dir = from_the_root(options->state_dir);
  if (options->record_dir.empty()) options->record_dir = options->state_dir + "/recordings";
  options->worker_path = beside_me("chronus-worker");
  options->disk_path = beside_me("chronus-disk");
  // Where the programs are installed, and where they were built.
  options->patch_dirs = {beside_me("../share/chronus/examples/patches"),
                         beside_me("../../examples/patches")};
  samples::find_around(options->format.rate, beside_me("."), &options->samples);
  options->limits.tick_ns = block_ns(options->format);
  // The workers inherit the variable, and end where it asks for what cannot be.
  const auto simd = engine::choose_simd(std::getenv("CHRONUS_SIMD"));
  if (!simd) return simd.error();
  options->simd = *simd;
  return {};
}

/// What was found out behind the options themselves.
void correct(command_line::OptionsInForce* settings, const Options& options, const Raw& raw,
             bool osc_is_given) {
  const char* by = "";
  if (!osc_is_given && !raw.places.osc_port.empty()) by = "CHRONUS_OSC_PORT";
  if (!osc_is_given && !raw.places.osc_host.empty()) by = "CHRONUS_OSC_HOST";
  settings->correct("--osc", osc::to_text(options.osc), by);
  if (options.dirt) settings->correct("--dirt", osc::to_text(*options.dirt));
  settings->correct("--state-dir", options.state_dir);
  settings->correct("--record-dir", options.record_dir);
}

}  // namespace

std::string example_config() {
  CLI::App app;
  Options options;
  Raw raw;
  declare(app, &options, &raw);
  return command_line::example_file(app, kExampleHeading);
}

std::optional<int> parse_options(int argc, char** argv, const vocabulary::Vocabulary& vocabulary,
                                 Options* options) {
  CLI::App app{"chronusd: a music engine that a crash cannot stop. Plays over OSC/UDP."};
  Raw raw;
  declare(app, options, &raw);
  command_line::OptionsInForce settings(app);
  const auto misuse = [&](const std::string& reason) {
    std::istringstream lines(command_line::name_source(app, argc, argv, reason));
    for (std::string line; std::getline(lines, line);) std::cerr << "chronusd: " << line << "\n";
    return command_line::kMisuse;
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return error.get_exit_code() == 0 ? app.exit(error)
                                      : misuse(command_line::reason_of(app, error));
  }
  if (raw.example_config) {
    std::cout << example_config();
    return 0;
  }
  const bool osc_is_given = command_line::is_given(argc, argv, "--osc");
  if (raw.places.dirt.empty() && command_line::is_given(argc, argv, "--dirt")) {
    raw.places.dirt = "true";
  }
  if (auto understood = interpret(options, raw, osc_is_given); !understood) {
    return misuse(understood.reason());
  }
  if (raw.check_config) {
    if (auto score = read_score(*options, vocabulary); !score) return misuse(score.reason());
    correct(&settings, *options, raw, osc_is_given);
    for (const auto& line : command_line::misspelt_variables(app, "CHRONUS_", environ)) {
      std::cerr << "chronusd: " << line << "\n";
    }
    std::cout << settings.text(argc, argv);
    return 0;
  }
  return std::nullopt;
}

}  // namespace chronus::supervisor

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audio/device.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/simd.hpp"
#include "failover/detector.hpp"
#include "log/line_format.hpp"
#include "osc/access.hpp"
#include "osc/endpoint.hpp"
#include "samples/library.hpp"
#include "supervisor/standby.hpp"
#include "supervisor/sync_options.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::supervisor {

/// How chronusd is to run: command line, then environment, then configuration file, then defaults.
struct Options {
  StreamFormat format;
  int lead = 4;
  audio::Api api = audio::Api::kAuto;
  std::string device;
  osc::Endpoint osc;
  osc::Access access;                 ///< who may speak to it
  bool osc_is_given = false;          ///< and not only the default
  std::optional<osc::Endpoint> dirt;  ///< where SuperDirt's clients are heard; none: nowhere
  std::string score;                  ///< path; empty: none
  std::string record;                 ///< path; empty: none
  std::string state_dir;
  std::string record_dir;               ///< where clients may record
  std::vector<std::string> patch_dirs;  ///< where patches that are shipped may lie
  std::string worker_path;
  std::string disk_path;               ///< of chronus-disk
  samples::Library::Settings samples;  ///< where they lie, and how much of them there may be
  Standby standby = Standby::kHot;
  engine::Simd simd = engine::Simd::kBaseline;  ///< what the workers compute modules with
  failover::DetectorLimits limits;
  SyncOptions sync;
  std::uintmax_t keep_bytes = std::uintmax_t{1} << 30U;  ///< of all journals
  int keep_days = 0;  ///< of a journal, after its last line; 0: as long as there is room
  std::optional<log::LineFormat> log_format;  ///< none: what reads the log has it chosen
  bool exit_after_score = false;
  bool no_restore = false;  ///< begin with nothing, whatever there was in the run before
  bool ceiling = true;      ///< what is heard and recorded is held below full scale
  bool drills = false;
  bool classic = false;  ///< older clients' meaning of a bare create and of an adsr's times
  bool demo = false;
  bool verbose = false;
};

/// A configuration file that shows every key, in a comment, with its default.
std::string example_config();

/// What whoever opens `at` to others without --allow is told: what to add.
std::string open_to_others(const osc::Endpoint& at);

/// Fills `options`, or prints help, version or an error and gives the exit status. Where they are
/// only checked the score is read as well, with `vocabulary`.
std::optional<int> parse_options(int argc, char** argv, const vocabulary::Vocabulary& vocabulary,
                                 Options* options);

}  // namespace chronus::supervisor

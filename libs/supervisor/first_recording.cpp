// SPDX-License-Identifier: MIT
#include "supervisor/first_recording.hpp"

#include <spdlog/spdlog.h>

namespace chronus::supervisor {
Result<std::string> begin_first_recording(const Options& options, audio::Recorder& recorder,
                                          disk::Files& files, Frame end) {
  const std::string& file = options.record;
  if (file.empty()) return file;
  const auto kept = audio::set_aside(file, files);
  if (!kept) return Error{"--record " + file + ": " + kept.reason()};
  if (!kept->refusal.empty()) spdlog::warn("{}; it is written over", kept->refusal);
  const bool was_there = !kept->name.empty();
  if (was_there) spdlog::info("{} was there already: it is {} now", file, kept->name);
  if (auto started = recorder.start(file, 0); !started) {
    std::string place;
    if (was_there && files.real_path_so_far(file, &place) == 0)
      (void)files.rename(kept->name, place);
    return Error{"--record " + file + ": " + started.reason()};
  }
  if (end < 0) return file;
  if (auto stops = recorder.stop(end); !stops) return stops.error();
  return file;
}

}  // namespace chronus::supervisor

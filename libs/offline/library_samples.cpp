// SPDX-License-Identifier: MIT
#include "offline/library_samples.hpp"

#include <utility>

namespace chronus::offline {

Result<std::string> LibrarySamples::whole_name(std::string_view name) const {
  return library_.banks().whole_name(name);
}

Result<std::string> LibrarySamples::file_of(const std::string& whole) const {
  const auto* file = library_.banks().file_of(whole);
  return file == nullptr ? Result<std::string>(Error{"no sample '" + whole + "'"}) : *file;
}

Result<std::string> LibrarySamples::file_at(const std::string& path) const {
  return library_.banks().path_in_folders(path);
}

Result<const conductor::Sample*> LibrarySamples::at_hand(const std::string& file, bool) {
  if (const auto known = read_.find(file); known != read_.end()) return &known->second;
  const auto fresh = library_.read(file);
  if (!fresh) return fresh.error();
  conductor::Sample sample;
  sample.file = fresh->file;
  sample.hash = fresh->hash;
  sample.number = fresh->number;
  sample.channels = fresh->channels;
  sample.frames = fresh->frames;
  sample.source_rate = fresh->source_rate;
  return &read_.emplace(file, std::move(sample)).first->second;
}

Status LibrarySamples::fetch(conductor::SampleFetch) { return Error{"nothing is read later here"}; }

std::vector<LibrarySamples::Bank> LibrarySamples::banks() const {
  std::vector<Bank> told;
  for (const auto& [name, files] : library_.banks().all()) told.push_back({name, files.size()});
  return told;
}

}  // namespace chronus::offline

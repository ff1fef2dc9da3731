// SPDX-License-Identifier: MIT
#include "samples/library.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/nearest.hpp"

namespace chronus::samples {
namespace {

namespace fs = std::filesystem;

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

/// Without a slash at its end, from the root, as it is written.
std::string tidied(const std::string& folder) {
  std::error_code error;
  std::string path = fs::absolute(folder, error).lexically_normal().string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::vector<std::string> all_folders(const Library::Settings& settings) {
  std::vector<std::string> folders;
  for (const auto& folder : settings.folders) folders.push_back(tidied(folder));
  for (const auto& folder : settings.shipped) {
    if (access(folder.c_str(), R_OK) == 0) folders.push_back(tidied(folder));
  }
  return folders;
}

}  // namespace

void Banks::add(std::string_view lines) {
  std::map<std::string, std::vector<std::string>, std::less<>> found;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    const auto tab = line.find('\t');
    if (tab == std::string_view::npos || tab == 0) continue;
    found[std::string(line.substr(0, tab))].emplace_back(line.substr(tab + 1));
  }
  banks_.merge(found);
}

Result<std::string> Banks::whole_name(std::string_view name) const {
  const auto colon = name.find(':');
  const auto bank = banks_.find(name.substr(0, colon));
  if (bank == banks_.end()) {
    Nearest nearest(name.substr(0, std::min<std::size_t>(colon, 64)));
    for (const auto& [one, files] : banks_) nearest.consider(one);
    return Error{"no sample or bank " + in_quotes(name.substr(0, 64)) + nearest.question()};
  }
  std::uint64_t n = 0;
  if (colon != std::string_view::npos) {
    const auto digits = name.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) {
      return Error{in_quotes(name.substr(0, 64)) + ": behind the colon stands a number from 0 on"};
    }
  }
  return bank->first + ":" + std::to_string(n % bank->second.size());
}

const std::string* Banks::file_of(std::string_view whole) const {
  const auto colon = whole.find(':');
  const auto bank = banks_.find(whole.substr(0, colon));
  if (bank == banks_.end() || colon == std::string_view::npos) return nullptr;
  const auto n = std::strtoull(std::string(whole.substr(colon + 1)).c_str(), nullptr, 10);
  return &bank->second[n % bank->second.size()];
}

Result<std::string> Banks::path_in_folders(const std::string& path) const {
  const fs::path wanted = fs::path(path).lexically_normal();
  if (wanted.empty() || *wanted.begin() == "..") {
    return Error{in_quotes(path) + " lies in none of the sample folders"};
  }
  std::error_code error;
  for (const auto& folder : folders_) {
    if (wanted.is_absolute()) {
      if (wanted.string().starts_with(folder + "/")) return wanted.string();
    } else if (const auto there = fs::path(folder) / wanted; access(there.c_str(), F_OK) == 0) {
      return there.string();
    }
  }
  return Error{in_quotes(path) + (wanted.is_absolute() ? " lies" : " is") +
               " in none of the sample folders (--samples)"};
}

void find_around(int rate, const std::string& bin, Library::Settings* settings) {
  const auto variable = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  settings->loader.program = bin + "/chronus-loader";
  settings->loader.rate = rate;
  settings->shipped = {bin + "/../share/chronus/samples", bin + "/../share/samples"};
  auto& cache = settings->loader.cache;
  if (const auto service = variable("CACHE_DIRECTORY"); !service.empty()) {
    cache = service + "/samples";
  } else if (const auto xdg = variable("XDG_CACHE_HOME"); !xdg.empty()) {
    cache = xdg + "/chronus/samples";
  } else if (const auto home = variable("HOME"); !home.empty()) {
    cache = home + "/.cache/chronus/samples";
  }
}

Library::Library(Settings settings, Store store)
    : settings_(std::move(settings)),
      store_(std::move(store)),
      loader_(settings_.loader),
      banks_(all_folders(settings_)) {}

Result<std::unique_ptr<Library>> Library::create(Settings settings) {
  auto store = Store::create(settings.most_bytes);
  if (!store) return store.error();
  settings.loader.most_bytes = std::min(settings.loader.most_bytes, settings.most_bytes);
  return std::unique_ptr<Library>(new Library(std::move(settings), std::move(*store)));
}

Status Library::look(std::chrono::milliseconds limit) {
  std::string problems;
  for (const auto& folder : banks_.folders()) {
    if (const auto lines = loader_.list(folder, limit)) {
      banks_.add(*lines);
    } else {
      problems += (problems.empty() ? "" : "; ") + folder + ": " + lines.reason();
    }
  }
  return problems.empty() ? Status{} : Error{problems};
}

Result<ReadSample> Library::read(const std::string& path) {
  const auto loaded = loader_.read(path);
  if (!loaded) return Error{path + ": " + loaded.reason()};
  const auto number = store_.add(loaded->samples(), loaded->channels);
  if (!number) return Error{path + ": " + number.reason()};
  return ReadSample{*number,          path,           loaded->hash,
                    loaded->channels, loaded->frames, loaded->source_rate};
}

}  // namespace chronus::samples

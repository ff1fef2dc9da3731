// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "samples/loader.hpp"
#include "samples/store.hpp"

namespace chronus::samples {

/// The banks that there are: names and files, without what is in them. A value.
class Banks {
 public:
  explicit Banks(std::vector<std::string> folders) : folders_(std::move(folders)) {}
  /// The lines of bank_lines(). A bank that there is already stays as it is.
  void add(std::string_view lines);

  /// `bd` and `bd:0` are the first of the bank, `bd:n` the n-th, and n wraps. Its whole name.
  Result<std::string> whole_name(std::string_view name) const;
  /// Whether there is a bank of what stands before the colon.
  bool has(std::string_view name) const {
    return banks_.find(name.substr(0, name.find(':'))) != banks_.end();
  }
  /// Of a whole name.
  const std::string* file_of(std::string_view whole) const;
  /// A file in one of the folders: by its path from there, or by the whole of it.
  Result<std::string> path_in_folders(const std::string& path) const;
  const std::map<std::string, std::vector<std::string>, std::less<>>& all() const { return banks_; }
  const std::vector<std::string>& folders() const { return folders_; }

 private:
  std::vector<std::string> folders_;
  std::map<std::string, std::vector<std::string>, std::less<>> banks_;
};

/// A sample in the store.
struct ReadSample {
  std::uint32_t number = 0;
  std::string file;
  std::string hash;
  std::uint32_t channels = 0;
  std::uint64_t frames = 0;
  int source_rate = 0;
  std::uint64_t bytes() const { return frames * channels * sizeof(float); }
};

/// Files, the loader that reads them and the store that they lie in. Used by one thread, but for
/// the loader's figures and give_up().
class Library {
 public:
  struct Settings {
    std::vector<std::string> folders;  ///< in the order in which banks are looked for
    std::vector<std::string> shipped;  ///< behind them: a folder that is not there is none
    Loader::Options loader;
    std::uint64_t most_bytes = std::uint64_t{1} << 30U;  ///< of all samples
  };
  /// Not yet with banks.
  static Result<std::unique_ptr<Library>> create(Settings settings);

  /// Looks for banks, and again for those that have come since. What cannot be read is told in the
  /// Error; the other folders' are there then. `limit`: for each folder.
  Status look(std::chrono::milliseconds limit = Loader::kUsualLimit);
  const Banks& banks() const { return banks_; }
  /// Reads a file into the store. Its Error names the file.
  Result<ReadSample> read(const std::string& path);
  Store& store() { return store_; }
  Loader& loader() { return loader_; }

 private:
  Library(Settings settings, Store store);
  Settings settings_;
  Store store_;
  Loader loader_;
  Banks banks_;
};

/// The loader, the shipped banks and the cache of programs that lie in `bin`: banks where they are
/// installed or were built; the cache as a service's manager, XDG_CACHE_HOME or HOME have it.
void find_around(int rate, const std::string& bin, Library::Settings* settings);

}  // namespace chronus::samples

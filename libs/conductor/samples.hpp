// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "conductor/sender.hpp"
#include "conductor/wait_book.hpp"
#include "osc/message.hpp"

/// Samples as the conductor knows them: by name, with the number that commands call them by.
namespace chronus::conductor {

struct Sample {
  std::string name;  ///< `bd:3`, the fourth of a bank, or what `/sample/load` called it
  std::string path;  ///< as `/sample/load` had it; empty: it is of a bank
  std::string file;
  std::string hash;          ///< of the file's bytes
  std::uint32_t number = 0;  ///< 0: nobody plays here (a session that is replayed)
  std::uint32_t channels = 0;
  std::uint64_t frames = 0;
  int source_rate = 0;
  std::uint64_t bytes() const { return frames * channels * sizeof(float); }
};

/// Those that may be heard, by name. A value.
class SampleBook {
 public:
  const Sample* find(std::string_view name) const {
    const auto found = samples_.find(name);
    return found == samples_.end() ? nullptr : &found->second;
  }
  /// Those that `/sample/unload` means: of that name, or all of a bank.
  std::vector<std::string> meant_by(std::string_view id) const {
    std::vector<std::string> meant;
    for (const auto& [name, sample] : samples_) {
      if (name == id || name.substr(0, name.find(':')) == id) meant.push_back(name);
    }
    return meant;
  }
  const Sample* find_number(std::uint32_t number) const {
    for (const auto& [name, sample] : samples_) {
      if (sample.number == number) return &sample;
    }
    return nullptr;
  }
  void add(Sample sample) {
    bytes_ += sample.bytes();
    auto name = sample.name;
    samples_.emplace(std::move(name), std::move(sample));
  }
  void remove(const std::string& name) {
    const auto found = samples_.find(name);
    if (found == samples_.end()) return;
    bytes_ -= found->second.bytes();
    samples_.erase(found);
  }
  const std::map<std::string, Sample, std::less<>>& all() const { return samples_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::map<std::string, Sample, std::less<>> samples_;
  std::uint64_t bytes_ = 0;
};

/// A file to be read, and the message that waits for it.
struct SampleFetch {
  std::string name;
  std::string file;  ///< empty: the folders are looked through for the bank
  Sender sender;
  osc::Message message;
  Wait wait{};
};

/// What became of it.
struct SampleFetched {
  SampleFetch fetch;
  std::string problem;  ///< empty: it is at hand
};

/// Where samples come from. Called on the conductor's thread; live no call waits.
class SampleDoor {
 public:
  struct Bank {
    std::string name;
    std::size_t files = 0;
  };
  struct Facts {
    std::uint64_t bytes = 0;          ///< of all that have been read and not let go
    std::uint64_t most_bytes = 0;     ///< that there may be
    std::size_t loading = 0;          ///< that wait to be read
    std::uint64_t loader_deaths = 0;  ///< of the processes that read them
  };
  virtual ~SampleDoor() = default;
  /// `bd` → `bd:0`, `bd:17` → `bd:1` where there are four. Fails for what is of no bank.
  virtual Result<std::string> whole_name(std::string_view name) const = 0;
  /// Whether there is a bank of what stands before the colon.
  virtual bool has_bank(std::string_view name) const = 0;
  /// Of a whole name, or of the path that `/sample/load` has, which must lie in a sample folder.
  virtual Result<std::string> file_of(const std::string& whole) const = 0;
  virtual Result<std::string> file_at(const std::string& path) const = 0;
  /// A sample of that file, without its name; null: it has to be fetched. Of a score, which must
  /// not wait, and offline, it is there or it fails.
  virtual Result<const Sample*> at_hand(const std::string& file, bool is_score) = 0;
  /// It is read, and take() tells of it.
  virtual Status fetch(SampleFetch fetch) = 0;
  virtual bool take(SampleFetched* fetched) = 0;
  /// Whether the sample folders may be looked through for what this sender names: not where that
  /// was done a moment ago, or nobody does it.
  virtual bool may_look(const Sender& /*sender*/) const { return false; }
  /// They are, for banks that have come; then take() tells. One without a message is not told of.
  /// Only where may_look() says so.
  virtual void look_for(SampleFetch /*fetch*/) {}
  /// It is played no more from `now` on: its memory may be another's when all who play have come
  /// far beyond.
  virtual void let_go(const Sample& sample, Frame now) = 0;
  /// All before it is decided.
  virtual void come_to(Frame /*horizon*/) {}
  virtual std::vector<Bank> banks() const = 0;
  virtual Facts facts() const = 0;
};

}  // namespace chronus::conductor

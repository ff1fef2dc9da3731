// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "conductor/samples.hpp"

namespace chronus::conductor {

/// A bank `bd` of four files and one `sn` of one, which are read when the test says so.
class FakeSamples final : public SampleDoor {
 public:
  Result<std::string> whole_name(std::string_view name) const override {
    const auto colon = name.find(':');
    const auto bank = name.substr(0, colon);
    const int files = bank == "bd" ? 4 : has_bank(bank) ? 1 : 0;
    if (files == 0) return Error{"no sample or bank '" + std::string(name) + "'"};
    const std::string digits(colon == name.npos ? "0" : name.substr(colon + 1));
    if (digits.find_first_not_of("0123456789") != digits.npos) return Error{"no number: " + digits};
    const int n = std::stoi(digits);
    return std::string(bank) + ":" + std::to_string(n % files);
  }
  Result<std::string> file_of(const std::string& whole) const override {
    if (!has_bank(whole)) return Error{"no sample '" + whole + "'"};
    return "/s/" + whole;
  }
  Result<std::string> file_at(const std::string& path) const override {
    if (path.starts_with("/etc")) return Error{"'" + path + "' lies in none of the sample folders"};
    return "/s/" + path;
  }
  Result<const Sample*> at_hand(const std::string& file, bool is_score) override {
    const auto found = read.find(file);
    if (found != read.end()) return &found->second;
    if (!is_score) return nullptr;
    return Error{file + " was not read"};
  }
  Status fetch(SampleFetch fetch) override {
    fetches.push_back(std::move(fetch));
    return {};
  }
  bool has_bank(std::string_view name) const override {
    const auto bank = name.substr(0, name.find(':'));
    return bank == "bd" || bank == "sn" || more_banks.contains(bank);
  }
  bool may_look(const Sender& /*sender*/) const override { return is_look_due; }
  void look_for(SampleFetch fetch) override { looks.push_back(std::move(fetch)); }
  bool take(SampleFetched* fetched) override {
    if (done.empty()) return false;
    *fetched = std::move(done.front());
    done.pop_front();
    return true;
  }
  void let_go(const Sample& sample, Frame now) override {
    gone.emplace_back(sample.number, now);
    read.erase(sample.file);
  }
  std::vector<Bank> banks() const override { return {{"bd", 4}, {"sn", 1}}; }
  Facts facts() const override { return {1'000, 2'000, fetches.size(), 3}; }

  /// It is at hand, with the next number.
  void have(const std::string& file) {
    Sample sample;
    sample.file = file;
    sample.hash = "hash of " + file;
    sample.number = ++last_number;
    sample.channels = 1;
    sample.frames = 48'000;
    sample.source_rate = 44'100;
    read[file] = sample;
  }
  /// All that was asked for is read.
  void read_all() {
    for (auto& fetch : std::exchange(fetches, {})) {
      if (!read.contains(fetch.file)) have(fetch.file);
      done.push_back({std::move(fetch), {}});
    }
  }
  /// The folders were looked through, and had these banks of one file more.
  void look_through(const std::set<std::string, std::less<>>& more) {
    is_look_due = false;
    more_banks.insert(more.begin(), more.end());
    for (auto& look : std::exchange(looks, {})) {
      if (!look.message.address.empty()) done.push_back({std::move(look), {}});
    }
  }
  void refuse_all(const std::string& reason) {
    for (auto& fetch : std::exchange(fetches, {})) done.push_back({std::move(fetch), reason});
  }

  std::map<std::string, Sample> read;
  std::vector<SampleFetch> fetches;
  std::vector<SampleFetch> looks;
  bool is_look_due = false;
  std::set<std::string, std::less<>> more_banks;
  std::deque<SampleFetched> done;
  std::vector<std::pair<std::uint32_t, Frame>> gone;
  std::uint32_t last_number = 0;
};

}  // namespace chronus::conductor

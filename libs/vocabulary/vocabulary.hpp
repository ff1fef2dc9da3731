// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/address.hpp"
#include "vocabulary/message.hpp"

namespace chronus::vocabulary {

/// The messages that Chronus understands, as plain data: the server, scores, chronusctl, `/help`
/// and docs/osc.md read one list. Does not change once it is made; any thread.
class Vocabulary {
 public:
  /// A part of the list: the messages of one root. `title`: of its section in the docs.
  struct Section {
    std::string_view title;
    std::span<const MessageInfo> messages;
  };
  /// `sections` outlive it. Throws std::invalid_argument where an address stands there twice, or a
  /// message contradicts itself.
  explicit Vocabulary(std::vector<Section> sections);

  std::span<const Section> sections() const { return sections_; }
  std::size_t size() const { return by_address_.size() + with_names_.size(); }
  /// The message of an address, which holds no pattern: `/mod/osc1/freq` is
  /// `/mod/<module>/<param>`. Null where there is none.
  const MessageInfo* find(std::string_view address) const;
  /// `unknown address; did you mean /seq/info?` `also`: an address that is none of the list but may
  /// be meant where the message stands; empty: none.
  std::string unknown_address(const Address& address, std::string_view also = {}) const;
  /// Over all that a client or a journal depends on.
  std::uint64_t hash() const;

 private:
  std::vector<Section> sections_;
  std::unordered_map<std::string_view, const MessageInfo*> by_address_;
  std::vector<const MessageInfo*> with_names_;
};

/// All of Chronus's messages: the conductor's own, and those of services/services.def. For main()
/// and the fixtures of tests alone: it is handed down from there.
Vocabulary standard();

/// Of arguments: how few and how many there may be.
std::size_t fewest(const MessageInfo& message);
std::size_t most(const MessageInfo& message);
/// `/seq/euclid id pulses steps [rotation]`
std::string usage(const MessageInfo& message);
/// Whether its first argument is a sequencer, which may be a pattern, or stand in the address.
bool is_of_sequencers(const MessageInfo& message);
/// How many arguments, from the first on, are text: words of a score stay words there, though they
/// read as numbers. `address` may name the sequencer: `/seq/pattern/kick`.
std::size_t texts_first(const Vocabulary& vocabulary, const Address& address);

/// The tables of docs/osc.md: the sections of that title, `| message | meaning |` and a row each.
std::string markdown_table(const Vocabulary& vocabulary, std::string_view title);

/// `{"messages": [{"address": …, "arguments": [{"name", "type", "unit", "range", "optional"}],
/// "usage", "summary", "asks", "silent", "journaled", "undoable"}]}` of those beginning so.
std::string help_json(const Vocabulary& vocabulary, std::string_view prefix);

}  // namespace chronus::vocabulary

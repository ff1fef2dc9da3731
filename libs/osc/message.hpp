// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/address.hpp"

namespace chronus::osc {

struct Blob {
  std::vector<std::uint8_t> bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};
struct Nil {
  friend bool operator==(const Nil&, const Nil&) = default;
};
struct Impulse {
  friend bool operator==(const Impulse&, const Impulse&) = default;
};

/// OSC time tag: 32.32 fixed-point seconds since 1900-01-01 UTC; 1 means "immediately".
struct TimeTag {
  std::uint64_t ntp = 1;
  bool immediate() const { return ntp <= 1; }
  friend bool operator==(const TimeTag&, const TimeTag&) = default;
};

/// One argument, by OSC type tag: i h f d s(S) b T/F N I t.
using Arg = std::variant<std::int32_t, std::int64_t, float, double, std::string, Blob, bool, Nil,
                         Impulse, TimeTag>;

/// Any finite number (i h f d T F), or nothing. A float32 is read as the shortest decimal that
/// names it, so that `133.7` means the same from a float32 client, a double client and a score
/// line.
std::optional<double> as_number(const Arg& arg);
/// A whole number: an int, a float without fraction, or T/F as 1/0; nothing when it does not fit.
std::optional<std::int64_t> as_integer(const Arg& arg);
/// The string itself; nothing for other types.
const std::string* as_string(const Arg& arg);
/// The way the argument is written in a score: numbers shortest (a whole float or double keeps its
/// `.0`), T/F as 1/0, strings quoted where needed. A score has no word for the other types: blobs
/// and time tags show as hex, N and I as `nil` and `impulse`, all of them strings when read back.
std::string to_text(const Arg& arg);

struct Message {
  Address address;  ///< starts with '/', printable ASCII; may be a pattern
  std::vector<Arg> args;
  friend bool operator==(const Message&, const Message&) = default;
};

/// Whether it is what a server says, not a client: `/done`, `/fail`, `/synced`, `/event`,
/// `/clamped`, `/notify/key`, or an address that ends in `.reply`. One that comes in is never
/// answered: two servers, or one that was told its own address, would answer each other for ever.
bool is_answer_address(std::string_view address);
inline bool is_answer(const Message& message) { return is_answer_address(message.address); }

/// Bytes of the longest string or blob among the arguments.
std::size_t longest_text(const Message& message);

/// Messages that land together on one frame: a bundle (nested bundles with the same or no time
/// tag flattened), or a lone message.
struct Bundle {
  TimeTag time;
  std::vector<Message> messages;
};

/// About as much memory as the bundle holds, in bytes: an argument of one byte in a packet takes
/// forty here, so queues are bounded by this.
std::size_t bytes_held(const Bundle& bundle);
std::size_t bytes_held(const Message& message);

}  // namespace chronus::osc

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// `/seq/start/kick` means `/seq/start kick`, and the name may be a pattern. Nothing where the
/// address is whole as it stands.
std::optional<osc::Message> with_id_as_argument(const osc::Message& message);

/// The messages that one message means: itself, or one for each address that its pattern matches.
/// They are made one after the other from one copy: a copy of long arguments for each would cost
/// more than to perform it. Refers to the message.
class Meanings {
 public:
  explicit Meanings(const osc::Message& message) : message_(message) {}
  Meanings(const osc::Message& message, std::vector<Address> addresses)
      : message_(message), one_(message), addresses_(std::move(addresses)) {}

  std::size_t count() const { return addresses_ ? addresses_->size() : 1; }
  bool are_several() const { return count() > 1; }

  /// Calls visit(one) for each until it says false.
  template <class Visit>
  void for_each(Visit visit) {
    if (!addresses_) return static_cast<void>(visit(message_));
    for (const auto& address : *addresses_) {
      one_.address = address;
      const auto behind = with_id_as_argument(one_);  // `/s?q/bpm/kick`
      if (!visit(behind ? *behind : one_)) return;
    }
  }

 private:
  const osc::Message& message_;
  osc::Message one_;                               // of several
  std::optional<std::vector<Address>> addresses_;  // nothing where it means itself
};

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include "base/address.hpp"

namespace chronus::conductor {

// `/mod/<module>/<param>`, `/gate/<module>` and `/note/<module>` (`/off`) are streams, silent when
// good: an address's name is the module, its rest the parameter. However many parts they have: who
// performs streams knows what is wrong with one.
inline bool is_mod(const Address& address) { return address.root() == "mod" && address.has_name(); }
inline bool is_gate(const Address& address) {
  return address.root() == "gate" && address.has_name();
}
inline bool is_note(const Address& address) {
  return address.root() == "note" && address.has_name();
}
inline bool is_stream(const Address& address) {
  return is_mod(address) || is_gate(address) || is_note(address);
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace chronus {

/// One of the two places for a worker: no number, so that it cannot be taken for a generation, a
/// pid, a block or a count. Outside (`/worker/…`, `/status`, events, the log) they are 0 and 1.
enum class Slot : std::uint8_t { kFirst, kSecond };

/// Both, in their order: `for (const Slot slot : kSlots)`.
inline constexpr std::array<Slot, 2> kSlots = {Slot::kFirst, Slot::kSecond};

constexpr Slot other(Slot slot) { return slot == Slot::kFirst ? Slot::kSecond : Slot::kFirst; }

/// As it is written outside: 0 or 1.
constexpr int number_of(Slot slot) { return static_cast<int>(slot); }

/// What number_of() says, read back; none where that is the number of no slot.
constexpr std::optional<Slot> slot_of(int number) {
  if (number == number_of(Slot::kFirst)) return Slot::kFirst;
  if (number == number_of(Slot::kSecond)) return Slot::kSecond;
  return std::nullopt;
}

/// One T for each slot, found by the slot and by nothing else. An aggregate: `{first, second}`.
template <typename T>
struct PerSlot {
  std::array<T, kSlots.size()> values{};

  constexpr T& operator[](Slot slot) { return values[static_cast<std::size_t>(slot)]; }
  constexpr const T& operator[](Slot slot) const { return values[static_cast<std::size_t>(slot)]; }
  constexpr auto begin() { return values.begin(); }
  constexpr auto begin() const { return values.begin(); }
  constexpr auto end() { return values.end(); }
  constexpr auto end() const { return values.end(); }
};

}  // namespace chronus

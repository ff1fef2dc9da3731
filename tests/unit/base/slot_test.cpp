// SPDX-License-Identifier: MIT
#include "base/slot.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <type_traits>

#include "base/place.hpp"

namespace chronus {
namespace {

// What is told apart here is told apart by the compiler: a program that takes one for another is
// none.
template <typename From>
constexpr bool kStandsForASlot = std::is_convertible_v<From, Slot>;
static_assert(!kStandsForASlot<int> && !kStandsForASlot<std::uint32_t> && !kStandsForASlot<bool> &&
              !kStandsForASlot<Place>);
static_assert(!std::is_convertible_v<Slot, int> && !std::is_convertible_v<Slot, bool>);

template <typename Index>
constexpr bool kFindsIn = requires(PerSlot<int> values, Index index) {
  values[index];
};
static_assert(kFindsIn<Slot>);
static_assert(!kFindsIn<int> && !kFindsIn<std::size_t> && !kFindsIn<Place>);

template <typename Number>
constexpr bool kIsCompared = requires(Slot slot, Number number) {
  slot == number;
};
static_assert(kIsCompared<Slot> && !kIsCompared<int> && !kIsCompared<Place>);

// A word between two threads of a callback's.
static_assert(std::atomic<Slot>::is_always_lock_free);

TEST(Slot, HasOneOther) {
  EXPECT_EQ(other(Slot::kFirst), Slot::kSecond);
  EXPECT_EQ(other(Slot::kSecond), Slot::kFirst);
}

TEST(Slot, IsZeroOrOneOutside) {
  EXPECT_EQ(number_of(Slot::kFirst), 0);
  EXPECT_EQ(number_of(Slot::kSecond), 1);
  for (const Slot slot : kSlots) EXPECT_EQ(slot_of(number_of(slot)), slot);
}

TEST(Slot, IsNoneOfAnotherNumber) {
  for (const int number : {-1, 2, 3, 256, 257}) EXPECT_FALSE(slot_of(number)) << number;
}

TEST(PerSlot, HasOneValueForEachInTheirOrder) {
  PerSlot<std::string> names{"a", "b"};
  EXPECT_EQ(names[Slot::kFirst], "a");
  names[Slot::kSecond] = "c";
  std::string all;
  for (const auto& name : names) all += name;
  EXPECT_EQ(all, "ac");
}

TEST(PerSlot, BeginsWithNothing) {
  const PerSlot<int> counts;
  for (const Slot slot : kSlots) EXPECT_EQ(counts[slot], 0);
}

}  // namespace
}  // namespace chronus

// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <new>

#include "rig.hpp"

namespace {
std::size_t g_allocations = 0;  // the tests have one thread
}  // namespace

// With a sanitizer's own operators in sight the compiler takes these for a mismatched pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

void* operator new(std::size_t size) {
  ++g_allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace chronus::sequencer::testing {
namespace {

TEST(Allocation, AdvanceAllocatesNothingOnceWarm) {
  Bank bank(kRate);
  for (int i = 0; i < 100; ++i) {
    const std::string id = "s" + std::to_string(i);
    ok(bank.create(id));
    ok(bank.config(id, 100.0 + i, 3 + i % 9, 16, 0));
    ok(bank.assign_gate(id, "m"));
    ok(bank.param_lane(id, "note", "60 . 62 64 65", 0));
    ok(bank.assign_param(id, "m", "note", "freq"));
    ok(bank.swing(id, 50.0 + i % 20, 0));
    ok(bank.trigs(id, TrigField::kRatchet, "1 2 3", 0));
    ok(bank.trigs(id, TrigField::kChance, "50", 0));
    ok(bank.trigs(id, TrigField::kCondition, "1:2 PRE", 0));
    ok(bank.trigs(id, TrigField::kNudge, "0 0.1 -0.1", 0));
    const std::vector<std::string> chain = {"x-x", "xxxxxxxxxxxxxxxxxx", "."};
    if (i % 2 == 0) ok(bank.chain(id, chain, 0));
  }
  bank.resolve(Letters());
  ok(bank.start_all(0));
  bank.advance(4 * kRate);
  bank.clear_events();
  // Edits that take effect inside the advance, at the next cycle and the next step.
  for (int i = 0; i < 100; ++i) {
    const std::string id = "s" + std::to_string(i);
    if (i % 3 == 0) ok(bank.euclid(id, 5, 16, i, 4 * kRate));
    ok(bank.trigs(id, TrigField::kRatchet, "2", 4 * kRate));
    ok(bank.param_lane(id, "note", "72 71 70", 4 * kRate));
    ok(bank.param_lane(id, "gain", "1 2 3", 4 * kRate));
    ok(bank.bpm(id, 90.0 + i, 4 * kRate));
  }
  ASSERT_TRUE(bank.events().empty());
  const std::size_t before = g_allocations;
  bank.advance(7 * kRate);
  EXPECT_EQ(g_allocations, before);
  EXPECT_GT(bank.events().size(), 1'000U);
  EXPECT_GT(before, 1'000U) << "the count counts";
}

}  // namespace
}  // namespace chronus::sequencer::testing

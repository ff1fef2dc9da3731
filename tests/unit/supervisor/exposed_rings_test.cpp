// SPDX-License-Identifier: MIT
#include "supervisor/exposed_rings.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "ipc/segment.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/usual_format.hpp"

namespace chronus::supervisor {
namespace {

using test::kFormat;

TEST(ExposedRings, MemoryOfTheDeadIsKeptForTwoCallbacks) {
  const auto control = std::move(*ipc::ControlSegment::create(test::built_in_catalog().hash()));
  const auto make = [&](std::uint32_t generation) {
    return std::make_shared<ipc::SlotSegment>(std::move(*ipc::SlotSegment::create(
        control.session(), generation, kFormat, ipc::Reserve::kWhenNeeded)));
  };
  SlotRings rings(kFormat);
  audio::Output output(kFormat, rings, nullptr, nullptr);
  ExposedRings exposed(rings, output);
  auto first = make(1);
  const std::weak_ptr<ipc::SlotSegment> watched = first;
  exposed.expose(Slot::kFirst, std::move(first));
  exposed.expose(Slot::kFirst, make(2));
  std::vector<float> out(256);
  for (int callback = 0; callback < 2; ++callback) {
    exposed.free_retired();
    EXPECT_FALSE(watched.expired()) << "a callback may be reading it";
    output.render(out.data(), 128);
  }
  exposed.free_retired();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace chronus::supervisor

// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "dirt/event.hpp"

namespace chronus::dirt {

/// What these pairs say, which must be an event.
inline PlayEvent event_of(std::vector<osc::Arg> args) {
  auto read = read_event(args, Busses());
  EXPECT_TRUE(read) << read.reason();
  return read ? std::move(read->event) : PlayEvent{};
}

}  // namespace chronus::dirt

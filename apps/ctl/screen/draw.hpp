// SPDX-License-Identifier: MIT
#pragma once

#include "apps/ctl/screen/grid.hpp"
#include "apps/ctl/screen/model.hpp"

namespace chronus::ctl {

/// What whoever looks has chosen.
struct View {
  bool is_held = false;     ///< the picture stands
  int first_sequencer = 0;  ///< the topmost that is shown
};

/// The picture of it, for a screen of any size: what has no room is left out, from below; the last
/// row has the keys. A pure function.
Grid draw(const ScreenModel& model, const View& view, int rows, int columns);

/// A bar of `width` cells for a level from −60 to 0 dBFS: `####====---` up to the peak, `|` where
/// a peak is held.
std::string meter_bar(const MeterLevel& level, int width);

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#pragma once

#include "audio/output.hpp"
#include "ipc/wake.hpp"

namespace chronus::supervisor {

/// The audio callback's one system call.
class ConductorWake final : public audio::Notifier {
 public:
  explicit ConductorWake(ipc::WakeWord& word) : word_(word) {}
  void wake() noexcept override { word_.wake(); }

 private:
  ipc::WakeWord& word_;
};

}  // namespace chronus::supervisor

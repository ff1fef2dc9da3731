// SPDX-License-Identifier: MIT
#include "supervisor/announcer.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "conductor/json_text.hpp"

namespace chronus::supervisor {

void Announcer::open(ConductorLoop& loop) {
  const std::lock_guard lock(mutex_);
  loop_ = &loop;
}

void Announcer::close() {
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
}

void Announcer::tell(const std::string& kind, const std::string& json) {
  SlotOrder order;
  order.event = kind;
  order.json = json;
  const std::lock_guard lock(mutex_);
  if (loop_ != nullptr) loop_->order(std::move(order));
}

void Announcer::alarm(const std::string& what) {
  spdlog::error("{}", what);
  tell("alarm", to_text(Json{{"detail", what}}));
}

void Announcer::all_clear(const std::string& what) {
  spdlog::info("{}", what);
  tell("alarm", to_text(Json{{"detail", what}, {"state", "over"}}));
}

}  // namespace chronus::supervisor

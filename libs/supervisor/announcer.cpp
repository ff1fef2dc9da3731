// SPDX-License-Identifier: MIT
#include "supervisor/announcer.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "conductor/json_text.hpp"

namespace chronus::supervisor {

namespace {

SlotOrder event_of(const std::string& kind, const std::string& json) {
  SlotOrder order;
  order.event = kind;
  order.json = json;
  return order;
}

}  // namespace

void Announcer::open(ConductorLoop& loop) {
  const std::lock_guard lock(mutex_);
  loop_ = &loop;
  for (const auto& [kind, json] : std::exchange(early_, {})) loop.order(event_of(kind, json));
}

void Announcer::close() {
  const std::lock_guard lock(mutex_);
  loop_ = nullptr;
  is_over_ = true;
}

void Announcer::tell(const std::string& kind, const std::string& json) {
  const std::lock_guard lock(mutex_);
  if (loop_ != nullptr) return loop_->order(event_of(kind, json));
  if (!is_over_ && early_.size() < kMostEarly) early_.emplace_back(kind, json);
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

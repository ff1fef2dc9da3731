// SPDX-License-Identifier: MIT
#include "supervisor/event_desk.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace chronus::supervisor {

void EventDesk::tell(std::string_view kind, const conductor::JsonText& json) {
  for (const auto& subscriber : subscribers_.list()) {
    replies_.post_news({subscriber, {"/event", {std::string(kind)}}, json});
  }
}

Status EventDesk::subscribe(const osc::Endpoint& endpoint, conductor::JsonText state) {
  // Clients come and go for months without a goodbye: the oldest gives way, and one that still
  // listens renews.
  const auto& list = subscribers_.list();
  if (list.size() >= osc::Subscribers::kMax &&
      std::find(list.begin(), list.end(), endpoint) == list.end()) {
    subscribers_.remove(osc::Endpoint(list.front()));
  }
  const auto added = subscribers_.add(endpoint);
  if (!added) return added.error();
  // Also to one who renews: it may have begun anew under its old address.
  replies_.post({endpoint, {"/event", {"state"}}, std::move(state)});
  return {};
}

}  // namespace chronus::supervisor

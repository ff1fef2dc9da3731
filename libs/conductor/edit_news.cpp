// SPDX-License-Identifier: MIT
#include "conductor/edit_news.hpp"

#include <algorithm>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

#include "conductor/json_text.hpp"
#include "conductor/stream.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kKind = "edit";

Json to_json(const osc::Arg& arg) {
  return std::visit(
      [&arg](const auto& value) -> Json {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, float>) return to_json_number(value);
        if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) return value;
        return osc::to_text(arg);
      },
      arg);
}

}  // namespace

/// A clock has no address. (A message that is done once more, behind what it passed, is as silent
/// as a clock's, but has one.)
std::string name_of(const Sender& sender) {
  if (sender.is_score) return "score";
  return sender.is_clock && sender.endpoint == osc::Endpoint{} ? "clock"
                                                               : osc::to_text(sender.endpoint);
}

void EditNews::add(Frame now, const Sender& sender, const osc::Message& message) {
  if (!clients_.wants_event(kKind)) return;
  try {
    if (!is_stream(message.address)) return tell(sender, message);
    if (const auto found = waiting_.find(message.address); found != waiting_.end()) {
      found->second = {message, sender};
      return;
    }
    if (turns_.empty() && take_share(now)) return tell(sender, message);
    turns_.push_back(message.address.text());
    waiting_.insert_or_assign(message.address.text(), Waiting{message, sender});
  } catch (const std::bad_alloc&) {
    return;  // the change is made; news of it is all that is lost
  }
}

void EditNews::step(Frame now) {
  if (turns_.empty()) return;
  if (!clients_.wants_event(kKind)) {
    turns_.clear();
    waiting_.clear();
    return;
  }
  try {
    while (!turns_.empty() && take_share(now)) {
      auto next = waiting_.extract(turns_.front());
      turns_.pop_front();
      if (!next.empty()) tell(next.mapped().sender, std::move(next.mapped().message));
    }
  } catch (const std::bad_alloc&) {
    return;
  }
}

bool EditNews::take_share(Frame now) {
  const Frame full_at = std::max(full_at_, now) + interval_;
  if (full_at - now > interval_ * kStreamBurst) return false;
  full_at_ = full_at;
  return true;
}

void EditNews::tell(const Sender& sender, osc::Message message) {
  clients_.event(kKind, [message = std::move(message), by = name_of(sender)] {
    auto args = Json::array();
    for (const auto& arg : message.args) args.push_back(to_json(arg));
    return to_text(
        Json{{"address", message.address.text()}, {"args", std::move(args)}, {"by", by}});
  });
}

}  // namespace chronus::conductor

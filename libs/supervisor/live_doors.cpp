// SPDX-License-Identifier: MIT
#include "supervisor/live_doors.hpp"

#include "conductor/dirt_places.hpp"
#include "conductor/stream.hpp"

namespace chronus::supervisor {

void LiveClients::reply(const conductor::Sender& to, osc::Message message,
                        conductor::JsonText json) {
  if (to.is_clock) return;
  if (to.is_score) return tell_of_score_line(to, message);
  if (is_too_often(to.endpoint, message)) return;
  replies_.post({to.endpoint, std::move(message), std::move(json)});
}

/// What streams are told comes as often as they are sent, if nobody minds.
bool LiveClients::is_too_often(const osc::Endpoint& to, const osc::Message& message) {
  if (message.address == "/clamped") return !clamped_limit_.allow(to, now_ns_());
  if (message.address != "/fail" || message.args.empty()) return false;
  const auto* address = osc::as_string(message.args[0]);
  return address != nullptr &&
         (conductor::is_stream(*address) || conductor::is_dirt_event(*address)) &&
         !fail_limit_.allow(to, now_ns_());
}

void LiveClients::tell_of_score_line(const conductor::Sender& line, const osc::Message& message) {
  if (message.address != "/fail") return;
  const auto text = [](const osc::Arg& arg) {
    const auto* string = osc::as_string(arg);
    return string != nullptr ? *string : osc::to_text(arg);
  };
  std::string why = text(message.args[0]) + ": " + text(message.args[1]);
  if (on_refusal_) return on_refusal_(std::move(why));
  warn("score line " + std::to_string(line.score_line) + ": " + why);
}

void LiveClients::warn(const std::string& what) { log(SlotNotice::Kind::kWarning, what); }

void LiveClients::inform(const std::string& what) { log(SlotNotice::Kind::kNews, what); }

void LiveClients::log(SlotNotice::Kind kind, const std::string& what) {
  SlotNotice notice;
  notice.kind = kind;
  notice.text = what;
  notices_.post(std::move(notice));
}

}  // namespace chronus::supervisor

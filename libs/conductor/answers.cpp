// SPDX-License-Identifier: MIT
#include "conductor/answers.hpp"

#include <memory>
#include <utility>

namespace chronus::conductor {
namespace {

constexpr std::size_t kMostBytes = std::size_t{12} << 20U;
/// Any one answer: who asks for one at a time gets it beside any number of those who ask for all.
constexpr std::size_t kOne_bytes = std::size_t{64} << 10U;
constexpr std::size_t kMostMade = 64;
constexpr const char* kTooMany = "too many answers wait";

/// Rendered on the server's thread, by the first of those who asked; the others get its text.
struct Rendered {
  osc::Shares::Hold hold;
  JsonText make;
  std::string text;
};

}  // namespace

Answers::Answers(ClientDoor& clients) : clients_(clients), shares_(kMostBytes, kOne_bytes) {}

Outcome Answers::answer(const Request& request, const std::string& question, osc::Message reply,
                        std::size_t bytes, const std::function<JsonText()>& make) {
  const auto lane = request.sender.lane;
  if (request.is_rehearsal) {
    rehearsed_bytes_ += bytes;
    return shares_.has_room(lane, rehearsed_bytes_) ? Outcome::answered()
                                                    : Outcome::failed(kTooMany);
  }
  JsonText shared;
  if (const auto known = made_.find(question); known != made_.end()) {
    shared = known->second;
  } else {
    auto hold = shares_.take(lane, bytes);
    if (!hold) return Outcome::failed(kTooMany);
    shared = [one = std::make_shared<Rendered>(Rendered{std::move(hold), make(), {}})] {
      if (one->make) one->text = std::exchange(one->make, nullptr)();
      return one->text;
    };
    if (made_.size() < kMostMade) made_.emplace(question, shared);
  }
  clients_.reply(request.sender, std::move(reply), std::move(shared));
  return Outcome::answered();
}

}  // namespace chronus::conductor

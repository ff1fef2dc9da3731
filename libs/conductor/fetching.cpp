// SPDX-License-Identifier: MIT
// A bundle lands on one frame, also where a patch or a session in it has to be read first: it waits
// for the file as a whole.
#include "conductor/fetching.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "conductor/conductor.hpp"

namespace chronus::conductor {
namespace {

bool is_load(const osc::Message& message) {
  return message.address == "/patch/load" || message.address == "/session/load";
}

}  // namespace

std::optional<std::size_t> load_to_fetch(const Incoming& incoming) {
  const auto& messages = incoming.bundle.messages;
  const bool is_alone = messages.size() < 2 && !incoming.due;
  if (is_alone || incoming.has_load() || incoming.sender.is_score) return {};
  const auto found = std::find_if(messages.begin(), messages.end(), is_load);
  if (found == messages.end()) return {};
  return static_cast<std::size_t>(std::distance(messages.begin(), found));
}

void Fetching::add(const Wait& wait, Incoming incoming) {
  all_.push_back({wait, std::move(incoming)});
}

std::optional<Incoming> Fetching::take(const Wait& wait) {
  if (wait == nullptr) return {};
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [&](const One& one) { return one.wait.lock() == wait; });
  if (found == all_.end()) return {};
  Incoming incoming = std::move(found->incoming);
  all_.erase(found);
  return incoming;
}

std::vector<Incoming> Fetching::take_ended() {
  std::vector<Incoming> ended;
  const auto gone = std::stable_partition(all_.begin(), all_.end(),
                                          [](const One& one) { return !one.wait.expired(); });
  for (auto one = gone; one != all_.end(); ++one) {
    Incoming& incoming = one->incoming;
    auto& messages = incoming.bundle.messages;
    if (!incoming.has_load()) {
      messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(incoming.load_at));
    }
    if (!messages.empty()) ended.push_back(std::move(incoming));
  }
  all_.erase(gone, all_.end());
  return ended;
}

/// Asks for the file of the load at that place. The bundle comes again with it.
std::size_t Conductor::fetch(const Incoming& incoming, std::size_t load_at) {
  const osc::Message& load = incoming.bundle.messages[load_at];
  try {
    Incoming whole = incoming;
    whole.load_at = load_at;
    whole.wait = nullptr;
    const Wait wait = wait_of(incoming.sender);
    waited_ = wait;
    answer(incoming.sender, load, perform_one(incoming.sender, load, false));
    // Where the load was refused nobody holds it from here on.
    fetching_.add(wait, std::move(whole));
  } catch (const std::bad_alloc&) {
    for (const auto& message : incoming.bundle.messages) {
      answer_out_of_memory(incoming.sender, message);
    }
  }
  return 1;
}

/// Where it is the load of a bundle it becomes all of it. False: that waits yet, for the samples of
/// its session, to land with them.
bool Conductor::is_fetched(Incoming* loaded) {
  auto whole = loaded->has_load() ? fetching_.take(loaded->wait) : std::nullopt;
  if (!whole) return true;
  whole->patch = loaded->patch;
  whole->setting = loaded->setting;
  whole->wait = loaded->wait;
  if (whole->setting && samples_ != nullptr) {
    const Wait read = std::make_shared<const std::uint64_t>(0);
    read_samples_of(*whole->setting, scene_.samples, *samples_, {whole->sender, read});
    fetching_.add(read, std::move(*whole));
    return false;
  }
  *loaded = std::move(*whole);
  return true;
}

}  // namespace chronus::conductor

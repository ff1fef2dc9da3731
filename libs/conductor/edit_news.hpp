// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>

#include "base/frame.hpp"
#include "conductor/doors.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Who it was, as clients are told.
std::string name_of(const Sender& sender);

/// Tells subscribers of every change that was accepted, by anyone: `/event edit {address, args,
/// by}`. What is structural is told at once. Streams (`/mod`, `/gate`) come thousands of times a
/// second; of them kStreamsPerSecond are told, whichever they are, and what is more waits in turn,
/// one value for each address: a later one takes the place of an earlier one that nobody has heard,
/// so that the last one always arrives. Costs nothing where nobody listens. Used by one thread.
class EditNews {
 public:
  /// Of the 500 events a second that a subscriber gets (osc::Subscribers).
  static constexpr int kStreamsPerSecond = 200;
  /// And as many at once.
  static constexpr int kStreamBurst = 50;

  EditNews(int rate, ClientDoor& clients)
      : interval_(rate / kStreamsPerSecond), clients_(clients) {}

  /// `message` as a journal writes it; it was done on frame `now`.
  void add(Frame now, const Sender& sender, const osc::Message& message);
  /// Tells what has waited for its turn.
  void step(Frame now);
  /// Addresses that wait.
  std::size_t waiting() const { return turns_.size(); }

 private:
  struct Waiting {
    osc::Message message;
    Sender sender;
  };
  bool take_share(Frame now);
  void tell(const Sender& sender, osc::Message message);

  Frame interval_;
  ClientDoor& clients_;
  Frame full_at_ = 0;  ///< when the streams' share is whole again
  std::deque<std::string> turns_;
  std::unordered_map<std::string, Waiting> waiting_;  ///< by address
};

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <functional>

#include "conductor/sender.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// Which message the recent commands came from, so that one that kills can be told to its sender.
/// What no message caused, a sequencer did. When it is full the oldest give way.
class Origins {
 public:
  struct Origin {
    std::uint64_t first_seq;
    std::uint64_t last_seq;
    Sender sender;
    osc::Message message;
    bool withheld = false;  ///< its sender was told so
  };

  void add(Origin origin) { origins_.push_back(std::move(origin)); }
  /// Null where a sequencer made the command, or it is too long ago.
  const Origin* find(std::uint64_t seq) const;
  /// Those with a command from `first_seq` to `last_seq` that are still known, the oldest first.
  void for_each(std::uint64_t first_seq, std::uint64_t last_seq,
                const std::function<void(Origin&)>& visit);

 private:
  static constexpr std::size_t kKept = 16'384;
  boost::circular_buffer<Origin> origins_{kKept};
};

}  // namespace chronus::conductor

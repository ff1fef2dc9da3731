// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "conductor/incoming.hpp"
#include "conductor/samples.hpp"
#include "conductor/wait_book.hpp"

namespace chronus::conductor {

/// Which message of a client's bundle is a load whose file has to be read before all of the bundle
/// can land on one frame. Nothing where a load has no company and no time tag, and lands when it
/// has been read.
std::optional<std::size_t> load_to_fetch(const Incoming& incoming);

/// For whom samples are read, and what is held meanwhile.
struct Reader {
  const Sender& sender;
  Wait wait;
};
/// Has those read that the set needs and that are not at hand.
void read_samples_of(const Setting& set, const SampleBook& book, SampleDoor& door,
                     const Reader& reader);

/// Bundles with a load, while its file is read. Used by the conductor's thread.
class Fetching {
 public:
  /// The load is the message `incoming.load_at`, and `wait` is held by whoever reads its file.
  void add(const Wait& wait, Incoming incoming);
  /// The bundle of that wait, if there is one: its file has been read.
  std::optional<Incoming> take(const Wait& wait);
  /// Those that nobody holds up any more: they are to be performed. Where the file did not come,
  /// which the sender has been told, they are without the load.
  std::vector<Incoming> take_ended();

 private:
  struct One {
    std::weak_ptr<const std::uint64_t> wait;
    Incoming incoming;
  };
  std::vector<One> all_;
};

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/schedule_point.hpp"
#include "engine/command.hpp"

namespace chronus::ipc {

/// Commands from the conductor to one worker: single producer, single consumer, in shared memory.
///
///   0                64                128
///   | written | pad  | read    | pad   | 16384 commands of 64 bytes |
///
/// Positions run freely and never wrap in practice (64 bits). Writer of `written`: the conductor;
/// its release publishes the command bytes before it. Writer of `read`: the worker; its release
/// says that it will not look at those places again. They stand on cache lines of their own, so
/// that neither side's writes evict the other's. A producer that dies inside write() leaves the
/// position unmoved: the half-written command is invisible.
struct CommandRing {
  static constexpr std::uint64_t kCapacity = 16'384;

  alignas(64) std::atomic<std::uint64_t> written;
  alignas(64) std::atomic<std::uint64_t> read;
  alignas(64) engine::Command commands[kCapacity];
};
static_assert(offsetof(CommandRing, written) == 0);
static_assert(offsetof(CommandRing, read) == 64);
static_assert(offsetof(CommandRing, commands) == 128);
static_assert(sizeof(CommandRing) == 128 + 64 * CommandRing::kCapacity);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

/// The conductor's end. Holds its own position, so that a worker that scribbles over the ring
/// cannot lead the conductor out of bounds.
class CommandWriter {
 public:
  explicit CommandWriter(CommandRing* ring) : ring_(ring) {}

  /// Free places. A position of the worker's that cannot be (beyond what was written, further back
  /// than the ring reaches, or behind one that it had already) leaves none, and is remembered: no
  /// ring is full for ever that way without anybody being told.
  std::uint64_t space() {
    const std::uint64_t read = ring_->read.load(std::memory_order_acquire);
    if (read < read_ || read > written_) reader_lies_ = true;
    if (reader_lies_) return 0;
    read_ = read;
    return CommandRing::kCapacity - (written_ - read);
  }
  /// The worker's position was impossible once, as far as space() has looked.
  bool reader_lies() const { return reader_lies_; }
  /// The worker's position when space() last looked, and the next command's.
  std::uint64_t read() const { return read_; }
  std::uint64_t written() const { return written_; }

  /// False when there is no space: nothing is written then.
  bool write(const engine::Command& command) {
    if (cached_space_ == 0) cached_space_ = space();
    if (cached_space_ == 0) return false;
    --cached_space_;
    schedule_point();
    ring_->commands[written_ % CommandRing::kCapacity] = command;
    schedule_point();
    ring_->written.store(++written_, std::memory_order_release);
    return true;
  }

 private:
  CommandRing* ring_;
  std::uint64_t written_ = 0;
  std::uint64_t read_ = 0;  // never more than the ring behind: it rises, and writing needs space
  bool reader_lies_ = false;
  std::uint64_t cached_space_ = 0;  // a lower bound: saves reading the worker's line each time
};

/// The worker's end.
class CommandReader {
 public:
  explicit CommandReader(CommandRing* ring) : ring_(ring) {}

  /// The next command, or null. Valid until pop().
  const engine::Command* peek() {
    if (read_ == seen_) seen_ = ring_->written.load(std::memory_order_acquire);
    return read_ == seen_ ? nullptr : &ring_->commands[read_ % CommandRing::kCapacity];
  }
  void pop() { ring_->read.store(++read_, std::memory_order_release); }

 private:
  CommandRing* ring_;
  std::uint64_t read_ = 0;
  std::uint64_t seen_ = 0;
};

}  // namespace chronus::ipc

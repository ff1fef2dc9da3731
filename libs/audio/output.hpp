// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "audio/device.hpp"
#include "base/clock.hpp"
#include "base/frame.hpp"
#include "base/slot.hpp"

namespace chronus::audio {

/// The two audio rings as the output sees them. Both calls are real-time.
class BlockSource {
 public:
  virtual ~BlockSource() = default;
  /// block_frames * channels interleaved samples of block `index` as rendered by `slot`, or null
  /// when that slot does not hold it (yet). Valid until block `index` is reported as played.
  virtual const float* block(Slot slot, std::int64_t index) noexcept = 0;
};

/// Hears every engine block that is played, in order, each once. Real-time.
class Tap {
 public:
  virtual ~Tap() = default;
  virtual void block_played(Frame first, const float* samples, int frames) noexcept = 0;
};

/// Wakes the conductor without blocking. Real-time: the one system call allowed.
class Notifier {
 public:
  virtual ~Notifier() = default;
  virtual void wake() noexcept = 0;
};

/// Ties the engine's frames to wall time.
struct ClockPoint {
  Frame frame = 0;                ///< next frame to be handed out when the callback began
  std::int64_t monotonic_ns = 0;  ///< CLOCK_MONOTONIC then; 0: not known now
};

/// The audio clock: takes block k from the active slot, else from the other (and makes that one
/// active), else conceals with a short fade and counts. A late block is played when it comes, so
/// the engine's timeline never skips. The device's period need not be the block.
///
/// render() is called by one device thread at a time; a change of thread must be ordered by the
/// caller (audio::Gate does). All other members: any thread.
class Output final : public Callback {
 public:
  /// `tap` and `wake` may be null. `now_ns`: a CLOCK_MONOTONIC, fit for real-time sections.
  Output(const StreamFormat& format, BlockSource& source, Tap* tap, Notifier* wake,
         Clock now_ns = monotonic_ns);

  /// Before the first render(): what is played, and heard by the tap, is held below full scale
  /// (dsp/ceiling.hpp).
  void use_ceiling(bool is_used) { has_ceiling_ = is_used; }

  void render(float* out, int frames) noexcept override;
  /// Wakes whoever has to have more ready for it.
  void expect_period(int frames) noexcept override;

  /// Frames that the device asks for at once, as far as it has said so; 0: not known yet.
  int period() const { return period_.load(std::memory_order_relaxed); }
  /// Engine frames fetched for the device so far, whole blocks: the audio clock. Blocks below it
  /// are no longer needed by the output.
  Frame played() const { return played_.load(std::memory_order_acquire); }
  /// render() calls so far: progress of the device. What a call has read of a slot's memory it has
  /// read before it is counted.
  std::int64_t callbacks() const { return callbacks_.load(std::memory_order_acquire); }
  /// Not known before the first callback, nor while one stands in the middle of writing it.
  ClockPoint clock_point() const;
  Slot active_slot() const { return active_slot_.load(std::memory_order_relaxed); }
  /// Supervisor only: prefer this slot from the next block on.
  void set_active_slot(Slot slot) { active_slot_.store(slot, std::memory_order_relaxed); }
  /// Times a block was missing; a row of them counts once. Silence before the first block ever is
  /// start-up and counts nothing.
  std::int64_t underruns() const { return underruns_.load(std::memory_order_relaxed); }
  std::int64_t concealed_frames() const {
    return concealed_frames_.load(std::memory_order_relaxed);
  }
  /// Times the callback itself changed slot.
  std::int64_t switches() const { return switches_.load(std::memory_order_relaxed); }

 private:
  void publish_clock();
  bool fetch();
  void begin_gap();
  void play(float* out, int frames);
  void conceal(float* out, int frames);
  void remember_last_frame(const float* end);
  float tail_gain() const;

  const int block_frames_;
  const int channels_;
  BlockSource& source_;
  Tap* const tap_;
  Notifier* const wake_;
  const Clock now_ns_;
  bool has_ceiling_ = false;

  // The device thread's own.
  std::array<float, kMaxBlockFrames * kMaxChannels> block_{};  // a copy: no slot's memory is held
  int position_;                                               // frames of block_ handed out
  std::int64_t next_block_ = 0;
  bool started_ = false;
  bool in_gap_ = false;
  int gap_left_ = 0;  // frames to conceal before asking again
  int tail_step_;     // frames since the gap began, up to kFadeFrames
  int fade_in_step_;  // frames since the gap ended, up to kFadeFrames
  std::array<float, kMaxChannels> last_frame_{};
  std::array<float, kMaxChannels> tail_{};  // the frame the fade-out starts from

  // Written by the device thread, read by any. Counters: relaxed, nothing hangs on them. played_
  // is released after the block was copied, so that its reader may let the block go; callbacks_ at
  // the end of a call, so that its reader may unmap what no call can hold any more.
  std::atomic<Frame> played_{0};
  std::atomic<std::int64_t> callbacks_{0};
  std::atomic<std::int64_t> underruns_{0};
  std::atomic<std::int64_t> concealed_frames_{0};
  std::atomic<std::int64_t> switches_{0};
  // Written by threads that speak for a device, one at a time, read by any; relaxed: a figure that
  // is on time or a pass late.
  std::atomic<int> period_{0};
  // Written by the supervisor and by the device thread (compare-exchange, so that it never undoes
  // the supervisor's choice); a preference only, hence relaxed.
  std::atomic<Slot> active_slot_{Slot::kFirst};
  // Sequence lock: odd while being written. Released halves and acquired reads keep the two loads
  // between the two reads of the sequence.
  std::atomic<std::uint32_t> clock_sequence_{0};
  std::atomic<Frame> clock_frame_{0};
  std::atomic<std::int64_t> clock_ns_{0};
};

}  // namespace chronus::audio

// SPDX-License-Identifier: MIT
#include "audio/output.hpp"

#include <algorithm>

#include "base/realtime.hpp"
#include "dsp/ceiling.hpp"

namespace chronus::audio {
namespace {

// Long enough not to click, short enough to be over within any usual block.
constexpr int kFadeFrames = 64;

// A counter with one writer needs no read-modify-write.
void add(std::atomic<std::int64_t>& counter, std::int64_t n) {
  counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

}  // namespace

Output::Output(const StreamFormat& format, BlockSource& source, Tap* tap, Notifier* wake,
               Clock now_ns)
    : block_frames_(format.block_frames),
      channels_(format.channels),
      source_(source),
      tap_(tap),
      wake_(wake),
      now_ns_(now_ns),
      position_(format.block_frames),
      tail_step_(kFadeFrames),
      fade_in_step_(kFadeFrames) {}

void Output::render(float* out, int frames) noexcept {
  const RealtimeSection section;
  publish_clock();
  gap_left_ = 0;
  for (int done = 0; done < frames;) {
    if (position_ == block_frames_ && gap_left_ == 0 && !fetch()) begin_gap();
    const bool has_block = position_ < block_frames_;
    const int n = std::min(frames - done, has_block ? block_frames_ - position_ : gap_left_);
    if (has_block) {
      play(out, n);
    } else {
      conceal(out, n);
    }
    out += n * channels_;
    done += n;
    remember_last_frame(out);
  }
  callbacks_.store(callbacks_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  if (wake_ != nullptr) {
    const RealtimeWakeAllowed allowed;
    wake_->wake();
  }
}

void Output::expect_period(int frames) noexcept {
  period_.store(frames, std::memory_order_relaxed);
  if (wake_ != nullptr) wake_->wake();
}

ClockPoint Output::clock_point() const {
  // A callback that was pre-empted between its two stores may be waiting for this very thread.
  constexpr int kTries = 64;
  for (int i = 0; i < kTries; ++i) {
    const std::uint32_t before = clock_sequence_.load(std::memory_order_acquire);
    const ClockPoint point{clock_frame_.load(std::memory_order_acquire),
                           clock_ns_.load(std::memory_order_acquire)};
    if (before % 2 == 0 && before == clock_sequence_.load(std::memory_order_relaxed)) return point;
  }
  return {};
}

void Output::publish_clock() {
  const std::int64_t now_ns = now_ns_();
  const std::uint32_t sequence = clock_sequence_.load(std::memory_order_relaxed);
  clock_sequence_.store(sequence + 1, std::memory_order_relaxed);
  clock_frame_.store(next_block_ * block_frames_ - (block_frames_ - position_),
                     std::memory_order_release);
  clock_ns_.store(now_ns, std::memory_order_release);
  clock_sequence_.store(sequence + 2, std::memory_order_release);
}

bool Output::fetch() {
  Slot slot = active_slot_.load(std::memory_order_relaxed);
  const float* samples = source_.block(slot, next_block_);
  if (samples == nullptr) {
    const Slot peer = other(slot);
    samples = source_.block(peer, next_block_);
    if (samples == nullptr) return false;
    if (active_slot_.compare_exchange_strong(slot, peer, std::memory_order_relaxed)) {
      add(switches_, 1);
    }
  }
  const int count = block_frames_ * channels_;
  std::copy_n(samples, count, block_.begin());
  // Here, and not in the workers: whatever they give, what is heard and recorded is held.
  if (has_ceiling_) dsp::hold_below_ceiling(block_.data(), static_cast<std::size_t>(count));
  if (tap_ != nullptr) {
    tap_->block_played(next_block_ * block_frames_, block_.data(), block_frames_);
  }
  ++next_block_;
  played_.store(next_block_ * block_frames_, std::memory_order_release);
  position_ = 0;
  started_ = true;
  if (in_gap_) {
    in_gap_ = false;
    fade_in_step_ = 0;
  }
  return true;
}

void Output::begin_gap() {
  gap_left_ = block_frames_;
  if (!started_ || in_gap_) return;
  in_gap_ = true;
  tail_ = last_frame_;
  tail_step_ = 0;
  add(underruns_, 1);
}

void Output::play(float* out, int frames) {
  const float* in = block_.data() + position_ * channels_;
  position_ += frames;
  // What is left of the fade-out goes on under the fade-in, so that a gap shorter than it does
  // not click either.
  int n = 0;
  for (; n < frames && (fade_in_step_ < kFadeFrames || tail_step_ < kFadeFrames); ++n) {
    if (fade_in_step_ < kFadeFrames) ++fade_in_step_;
    if (tail_step_ < kFadeFrames) ++tail_step_;
    const float in_gain = static_cast<float>(fade_in_step_) / kFadeFrames;
    for (int c = 0; c < channels_; ++c) *out++ = *in++ * in_gain + tail_[c] * tail_gain();
  }
  std::copy_n(in, (frames - n) * channels_, out);
}

void Output::conceal(float* out, int frames) {
  int n = 0;
  for (; n < frames && tail_step_ < kFadeFrames; ++n) {
    ++tail_step_;
    for (int c = 0; c < channels_; ++c) *out++ = tail_[c] * tail_gain();
  }
  std::fill_n(out, (frames - n) * channels_, 0.0F);
  gap_left_ -= frames;
  if (started_) add(concealed_frames_, frames);
}

float Output::tail_gain() const {
  return static_cast<float>(kFadeFrames - tail_step_) / kFadeFrames;
}

void Output::remember_last_frame(const float* end) {
  std::copy_n(end - channels_, channels_, last_frame_.begin());
}

}  // namespace chronus::audio

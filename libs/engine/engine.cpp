// SPDX-License-Identifier: MIT
#include "engine/engine.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "engine/keyframe.hpp"
#include "engine/plan.hpp"
#include "engine/rack.hpp"

namespace chronus::engine {
namespace {

constexpr std::uint64_t kStagedRackMask = 3;
constexpr int kStagedVersionShift = 2;
constexpr std::uint64_t kMaxVersion =
    std::numeric_limits<std::uint64_t>::max() >> kStagedVersionShift;
/// Far above any parameter's range, which a note's pitch is held within.
constexpr double kHighestPitch = 1e6;

}  // namespace

Engine::Engine(const StreamFormat& format, const ModuleSet& modules, Frame start)
    : format_(format),
      modules_(modules),
      fade_buffer_(
          std::make_unique<float[]>(segment_frames(format.block_frames) * format.channels)),
      frame_(start) {
  for (int i = 0; i < kRacks; ++i) {
    racks_[i] = std::make_unique<Rack>(format_, modules_, &samples_);
    free_[i].store(i != playing_, std::memory_order_relaxed);
  }
}

Engine::~Engine() = default;

Status Engine::start_at(Frame frame) {
  if (patch_version() != 0) return Error{"the engine plays already"};
  frame_ = frame;
  return {};
}

Result<std::vector<std::byte>> Engine::plan(const PatchDescription& patch) const {
  if (patch.version == 0 || patch.version > kMaxVersion) {
    return Error{"patch version " + std::to_string(patch.version) + " cannot be built"};
  }
  auto plan = is_kept_apart_ ? make_plan_apart(patch, catalog(), format_.rate)
                             : make_plan(patch, catalog(), format_.rate);
  if (!plan) return plan;
  if (Status heard = check_heard(patch); !heard) return heard.error();
  return plan;
}

Status Engine::build(const PatchDescription& patch) {
  // Before a staged rack is given up for it.
  const auto plan = this->plan(patch);
  return plan ? build(patch, *plan) : plan.error();
}

Status Engine::build(const PatchDescription& patch, std::span<const std::byte> plan) {
  const int rack = take_rack();
  if (rack == kNoRack) return Error{"no rack is free: a swap is under way, try again"};
  racks_[rack]->build(patch, plan);
  staged_.store(patch.version << kStagedVersionShift | static_cast<std::uint64_t>(rack),
                std::memory_order_release);
  return {};
}

int Engine::take_rack() {
  if (const auto staged = staged_.exchange(0, std::memory_order_relaxed); staged != 0) {
    return static_cast<int>(staged & kStagedRackMask);
  }
  for (int i = 0; i < kRacks; ++i) {
    if (!free_[i].load(std::memory_order_acquire)) continue;
    free_[i].store(false, std::memory_order_relaxed);
    return i;
  }
  return kNoRack;
}

std::uint64_t Engine::staged_version() const {
  // Relaxed: the number alone; whoever swaps the rack in reads staged_ again.
  return staged_.load(std::memory_order_relaxed) >> kStagedVersionShift;
}

bool Engine::apply(const Command& command) noexcept {
  end_notes();
  switch (command.op) {
    case Op::kSetParam:
      set_param(command);
      return true;
    case Op::kGate:
      gate(command);
      return true;
    case Op::kNoteOn:
      note_on(command);
      return true;
    case Op::kNoteOff:
      note_off(command);
      return true;
    case Op::kSwapPatch:
      return swap(command.patch_version);
    case Op::kSample:
      samples_.live().set(command.voice, command.value > 0.0);
      return true;
    case Op::kPanic:
      panic();
      return true;
    case Op::kNoteValue:
      note_value(command);
      return true;
    case Op::kNoteBegin:
      begin_note(command);
      return true;
    case Op::kNone:
      break;
  }
  return true;
}

bool Engine::fades_too(int place) const noexcept {
  return fading_ != kNoRack && racks_[playing_]->shares(place, *racks_[fading_]);
}

void Engine::set_param(const Command& command) noexcept {
  const bool jump = (command.flags & kFlagJump) != 0;
  racks_[playing_]->set_param(command.module, command.param, command.value, jump);
  if (fades_too(command.module)) {
    racks_[fading_]->set_param(command.module, command.param, command.value, jump);
  }
}

void Engine::gate(const Command& command) noexcept {
  if (!std::isfinite(command.value)) return;
  const bool on = command.value > 0.0;
  if (panic_.fades_out(format_.rate)) {
    // What waits is a module's gate. One voice's alone is lost: it must not open the others.
    if (!std::isfinite(command.velocity) || command.voice != 0) return;
    const auto velocity = static_cast<float>(std::clamp(command.velocity, 0.0, 1.0));
    return panic_.hold_gate(command.module, on, velocity);
  }
  racks_[playing_]->gate(command.module, command.voice, on, command.velocity);
  if (fades_too(command.module)) {
    racks_[fading_]->gate(command.module, command.voice, on, command.velocity);
  }
}

void Engine::note_on(const Command& command) noexcept {
  if (!std::isfinite(command.value) || !std::isfinite(command.velocity)) return;
  Note note{.id = command.voice,
            .hz = static_cast<float>(std::clamp(command.value, 0.0, kHighestPitch)),
            .velocity = static_cast<float>(std::clamp(command.velocity, 0.0, 1.0))};
  if (command.length > 0) note.ends_at = frame_ + command.length;
  note.waits = (command.flags & kFlagValuesFollow) != 0;
  const auto is_shared = fades_too(command.module);
  if ((command.flags & kFlagBend) != 0) {
    racks_[playing_]->bend_note(command.module, note.id, note.hz);
    if (is_shared) racks_[fading_]->bend_note(command.module, note.id, note.hz);
    return;
  }
  const bool gates_wait = panic_.fades_out(format_.rate);
  racks_[playing_]->note_on(command.module, note, frame_, gates_wait);
  if (is_shared) racks_[fading_]->note_on(command.module, note, frame_, gates_wait);
}

void Engine::note_value(const Command& command) noexcept {
  const bool waits = (command.flags & kFlagValuesFollow) != 0;
  const auto set = [&](Rack& rack) {
    rack.note_value(command.module, command.param, command.value, command.voice, waits);
  };
  set(*racks_[playing_]);
  if (fades_too(command.module)) set(*racks_[fading_]);
}

void Engine::begin_note(const Command& command) noexcept {
  if (!std::isfinite(command.velocity)) return;
  const auto velocity = static_cast<float>(std::clamp(command.velocity, 0.0, 1.0));
  const bool gates_wait = panic_.fades_out(format_.rate);
  racks_[playing_]->begin_note(command.module, command.voice, velocity, gates_wait);
  if (!fades_too(command.module)) return;
  racks_[fading_]->begin_note(command.module, command.voice, velocity, gates_wait);
}

void Engine::note_off(const Command& command) noexcept {
  racks_[playing_]->note_off(command.module, command.voice);
  if (fades_too(command.module)) racks_[fading_]->note_off(command.module, command.voice);
}

/// Before anything else of its frame, however that is cut.
void Engine::end_notes() noexcept {
  racks_[playing_]->end_notes(frame_);
  if (fading_ != kNoRack) racks_[fading_]->end_notes(frame_);
}

void Engine::panic() noexcept {
  racks_[playing_]->forget_notes();
  if (fading_ != kNoRack) racks_[fading_]->forget_notes();
  if (panic_.begin(format_.rate)) renew();
}

/// Nothing is heard on this frame: no crossfade has to go on either.
void Engine::renew() noexcept {
  if (fading_ != kNoRack) retire(fading_);
  Rack& playing = *racks_[playing_];
  playing.renew();
  panic_.take_gates([&](int place, float velocity) {
    playing.gate(place, 0, true, static_cast<double>(velocity));
  });
}

bool Engine::swap(std::uint64_t version) noexcept {
  std::uint64_t staged = staged_.load(std::memory_order_relaxed);
  if (staged == 0 || staged >> kStagedVersionShift != version) return false;
  if (!staged_.compare_exchange_strong(staged, 0, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
    return false;
  }
  const int next = static_cast<int>(staged & kStagedRackMask);
  racks_[next]->adopt(*racks_[playing_]);
  for (int place = 0; panic_.fades_out(format_.rate) && place < kModulePlaces; ++place) {
    if (!racks_[next]->shares(place, *racks_[playing_])) {
      panic_.drop_gate(static_cast<std::size_t>(place));
    }
  }
  if (fading_ != kNoRack) retire(fading_);
  fading_ = playing_;
  playing_ = next;
  fade_position_ = 0;
  if (racks_[playing_]->fade_frames() == 0) retire(fading_);
  return true;
}

void Engine::retire(int rack) noexcept {
  fading_ = kNoRack;
  fade_position_ = 0;
  free_[rack].store(true, std::memory_order_release);
}

int Engine::to_note_end(int frames, const Rack& rack) const noexcept {
  return static_cast<int>(std::min<Frame>(frames, rack.next_note_end() - frame_));
}

void Engine::render(float* out, int frames) noexcept {
  while (frames > 0) {
    end_notes();
    int segment = std::min(frames, segment_frames(format_.block_frames));
    segment = to_note_end(segment, *racks_[playing_]);
    if (fading_ != kNoRack) segment = to_note_end(segment, *racks_[fading_]);
    if (fading_ != kNoRack) {
      const std::uint32_t left = racks_[playing_]->fade_frames() - fade_position_;
      segment = static_cast<int>(std::min<std::uint32_t>(segment, left));
    }
    if (panic_.is_under_way()) {
      segment = static_cast<int>(std::min<std::uint32_t>(segment, panic_.stretch(format_.rate)));
    }
    racks_[playing_]->render(frame_, out, segment, onlookers_);
    note_runaway(*racks_[playing_]);
    if (fading_ != kNoRack) crossfade(out, segment);
    if (panic_.is_under_way() && panic_.render(out, segment, format_.channels, format_.rate)) {
      renew();
    }
    hold(out, static_cast<std::size_t>(segment * format_.channels), kHeldOutput);
    out += segment * format_.channels;
    frames -= segment;
    frame_ += segment;
  }
}

void Engine::crossfade(float* out, int frames) noexcept {
  float* old = fade_buffer_.get();
  racks_[fading_]->render(frame_, old, frames, {onlookers_.modules_done, nullptr});
  note_runaway(*racks_[fading_]);
  const std::uint32_t fade_frames = racks_[playing_]->fade_frames();
  // Equal gain, since what plays before and after is mostly the same sound. In this form equal
  // samples come through bit by bit.
  const float scale = 1.0F / static_cast<float>(fade_frames + 1);
  for (int i = 0; i < frames; ++i) {
    const float weight = static_cast<float>(fade_position_ + i + 1) * scale;
    for (int c = 0; c < format_.channels; ++c, ++out, ++old) *out = *old + weight * (*out - *old);
  }
  fade_position_ += frames;
  if (fade_position_ == fade_frames) retire(fading_);
}

void Engine::note_runaway(const Rack& rack) noexcept {
  if (runaway_.place < 0) runaway_ = rack.runaway();
}

int Engine::first_nan_place() const noexcept {
  const int place = racks_[playing_]->first_nan_place();
  return place >= 0 || fading_ == kNoRack ? place : racks_[fading_]->first_nan_place();
}

void Engine::keep_awake(bool is_kept) {
  for (const auto& rack : racks_) rack->keep_awake(is_kept);
}

VoiceUse Engine::voice_use() const noexcept { return racks_[playing_]->voice_use(frame_); }

void Engine::for_each_touched(const Command& command, VisitPlace visit,
                              void* context) const noexcept {
  if (!is_of_note(command.op) || command.op == Op::kNoteValue)
    return visit(command.module, context);
  racks_[playing_]->for_each_played(command.module, [&](int place) { visit(place, context); });
}

Frame Engine::frame() const { return frame_; }

std::uint64_t Engine::patch_version() const { return racks_[playing_]->version(); }

std::size_t Engine::save(std::span<std::byte> to) const noexcept {
  const auto playing = racks_[playing_]->image();
  const auto playing_holes = racks_[playing_]->holes();
  std::span<const std::byte> fading;
  std::span<const Hole> fading_holes;
  if (fading_ != kNoRack) {
    fading = racks_[fading_]->image();
    fading_holes = racks_[fading_]->holes();
  }
  const std::size_t playing_bytes = packed_bytes(playing, playing_holes);
  const std::size_t fading_bytes = packed_bytes(fading, fading_holes);
  const std::size_t bytes = sizeof(KeyframeHeader) + playing_bytes + fading_bytes;
  if (to.size() < bytes) return 0;
  KeyframeHeader header{.magic = kKeyframeMagic,
                        .checksum = 0,
                        .frame = frame_,
                        .format = kKeyframeFormat,
                        .rate = format_.rate,
                        .channels = format_.channels,
                        .fade_position = fade_position_,
                        .playing_bytes = static_cast<std::uint32_t>(playing_bytes),
                        .fading_bytes = static_cast<std::uint32_t>(fading_bytes),
                        .playing_holes = static_cast<std::uint32_t>(playing_holes.size()),
                        .fading_holes = static_cast<std::uint32_t>(fading_holes.size()),
                        .panic = panic_,
                        .samples = samples_.live()};
  KeyframeSum sum(header);
  sum.pack(to.data() + sizeof(header), playing, playing_holes);
  sum.pack(to.data() + sizeof(header) + playing_bytes, fading, fading_holes);
  header.checksum = sum.value();
  std::memcpy(to.data(), &header, sizeof(header));
  return bytes;
}

Status Engine::load(std::span<const std::byte> from) {
  const auto header = read_header(from, format_);
  if (!header) return header.error();
  // Checked as copies: a failing peer could still write to it between a check and its use.
  KeyframeSum sum(*header);
  Arena playing_image(header->playing_bytes);
  sum.copy(playing_image.memory.get(), from.subspan(sizeof(*header), header->playing_bytes));
  Arena fading_image(header->fading_bytes);
  sum.copy(fading_image.memory.get(),
           from.subspan(sizeof(*header) + header->playing_bytes, header->fading_bytes));
  if (sum.value() != header->checksum) return Error{"keyframe: wrong checksum"};
  auto playing_whole = unpack(std::move(playing_image), header->playing_holes);
  if (!playing_whole) return playing_whole.error();
  auto fading_whole = unpack(std::move(fading_image), header->fading_holes);
  if (!fading_whole) return fading_whole.error();

  auto playing = Rack::from(std::move(*playing_whole), format_, modules_, &samples_);
  if (!playing) return playing.error();
  std::unique_ptr<Rack> fading;
  if (header->fading_bytes > 0) {
    auto loaded = Rack::from(std::move(*fading_whole), format_, modules_, &samples_);
    if (!loaded) return loaded.error();
    fading = std::move(*loaded);
  }
  const std::uint32_t fade_end = fading ? (*playing)->fade_frames() : 1;
  if (header->fade_position >= fade_end) return Error{"keyframe: its crossfade is over already"};

  // Neither thread runs, so plain order will do. A staged rack keeps its index.
  const std::uint64_t staged = staged_.load(std::memory_order_relaxed);
  const int kept = staged == 0 ? 2 : static_cast<int>(staged & kStagedRackMask);
  playing_ = (kept + 1) % kRacks;
  fading_ = fading ? (kept + 2) % kRacks : kNoRack;
  for (int i = 0; i < kRacks; ++i) {
    const bool is_staged = staged != 0 && i == kept;
    free_[i].store(i != playing_ && i != fading_ && !is_staged, std::memory_order_relaxed);
  }
  racks_[playing_] = std::move(*playing);
  if (fading) racks_[fading_] = std::move(fading);
  fade_position_ = header->fade_position;
  runaway_ = {};
  panic_ = header->panic;
  samples_.live() = header->samples;
  frame_ = header->frame;
  return {};
}

}  // namespace chronus::engine

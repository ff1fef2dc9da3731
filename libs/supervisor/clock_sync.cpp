// SPDX-License-Identifier: MIT
#include "supervisor/clock_sync.hpp"

#include "base/json.hpp"

namespace chronus::supervisor {
namespace {

template <class T>
T relaxed(const std::atomic<T>& word) {
  return word.load(std::memory_order_relaxed);
}

}  // namespace

ClockSync::ClockSync(const SyncOptions& options, const StreamFormat& format)
    : options_(options), time_(format.rate) {
  sync::Source* source = nullptr;
  if (options.midi_clock == MidiClock::kFollow) {
    input_ = sync::ClockInput::make(options.midi_port);
    source = input_.get();
  }
  if (options.midi_clock == MidiClock::kSend) {
    output_ = sync::ClockOutput::make(options.midi_port, options.early_ns);
  }
#ifdef CHRONUS_LINK
  if (options.link) {
    link_ = std::make_unique<sync::LinkSession>(options.link_quantum);
    source = link_.get();
  }
#endif
  if (source != nullptr) chase_.emplace(*source, format.rate, options.early_ns);
}

ClockSync::~ClockSync() { stop(); }

void ClockSync::start() {
  if (input_) input_->start();
  if (output_) output_->start();
#ifdef CHRONUS_LINK
  if (link_) link_->start();
#endif
}

void ClockSync::stop() {
  if (input_) input_->stop();
  if (output_) output_->stop();
#ifdef CHRONUS_LINK
  if (link_) link_->stop();
#endif
}

void ClockSync::follow(const sync::Transport& transport, const audio::ClockPoint& clock,
                       std::int64_t now_ns, std::vector<sync::Order>* orders) {
  if (clock.monotonic_ns != 0) time_.observe(clock.frame, clock.monotonic_ns);
  if (!chase_) return;
#ifdef CHRONUS_LINK
  if (link_) link_->set_own_bpm(transport.grid.bpm());
#endif
  chase_->step(transport, time_, now_ns, orders);
  publish(chase_->state());
}

void ClockSync::publish(sync::State state) {
  state_.store(state, std::memory_order_relaxed);
  clock_bpm_.store(chase_->clock_bpm(), std::memory_order_relaxed);
  ahead_ms_.store(chase_->ahead_ms(), std::memory_order_relaxed);
  slips_.store(chase_->slips(), std::memory_order_relaxed);
  if (input_) jitter_ms_.store(input_->jitter_s() * 1e3, std::memory_order_relaxed);
  if (state == told_) return;
  told_ = state;
  if (on_state) on_state(to_text(state));
}

void ClockSync::decided(const sequencer::Bank& bank, Frame from, Frame to) {
  if (!output_) return;
  output_->decided(bank.transport(), bank.events(), bank.playing(), from, to, time_);
}

Json ClockSync::json() const {
  Json json{{"source", "internal"}, {"state", "off"}};
  if (chase_) {
    json["source"] = "midi";
    json["state"] = to_text(relaxed(state_));
    json["bpm"] = relaxed(clock_bpm_);
    json["ahead_ms"] = relaxed(ahead_ms_);
    json["slips"] = relaxed(slips_);
  }
  if (input_) {
    json["jitter_ms"] = relaxed(jitter_ms_);
    json["port"] = input_->port();
    json["port_open"] = input_->is_open();
    json["dropped"] = input_->dropped();
  }
  if (output_) {
    json["sends"] = {{"port", output_->port()},
                     {"port_open", output_->is_open()},
                     {"dropped", output_->dropped()}};
  }
#ifdef CHRONUS_LINK
  if (link_) {
    json["source"] = "link";
    json["peers"] = link_->peers();
    json["quantum"] = options_.link_quantum;
  }
#endif
  return json;
}

}  // namespace chronus::supervisor

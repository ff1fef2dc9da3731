// SPDX-License-Identifier: MIT
#include "trace.hpp"

namespace chronus::simulation {
namespace {

/// FNV-1a, a word at a time.
class Trace {
 public:
  explicit Trace(std::uint64_t so_far) : hash_(so_far) {}
  template <class T>
  void note(T word) {
    hash_ = (hash_ ^ static_cast<std::uint64_t>(word)) * 0x0000'0100'0000'01B3ULL;
  }
  std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_;
};

void note_worker(Trace& trace, const VirtualWorker& worker) {
  const auto& said = worker.segment().report();
  trace.note(worker.pid());
  trace.note(said.rendered.load());
  trace.note(said.applied_seq.load());
  trace.note(said.heartbeat.load());
  trace.note(said.load_ppm.load());
  trace.note(worker.segment().orders().horizon.load());
}

}  // namespace

std::uint64_t trace_round(std::uint64_t so_far, World& world) {
  Trace trace(so_far);
  trace.note(world.output().played());
  trace.note(world.output().concealed_frames());
  trace.note(world.primary());
  for (const Slot slot : kSlots) {
    trace.note(world.slots().state(slot));
    if (const auto* worker = world.worker_in(slot)) note_worker(trace, *worker);
  }
  trace.note(world.board().figures.conductor_load_ppm.load());
  return trace.hash();
}

}  // namespace chronus::simulation

// SPDX-License-Identifier: MIT
#include "conductor/conductor.hpp"
#include "conductor/route.hpp"

namespace chronus::conductor {

Outcome panic(const Call& call) {
  if (!call.is_rehearsal) {
    engine::Command command;
    command.frame = call.now;
    command.op = engine::Op::kPanic;
    call.conductor.emit(command);
  }
  call.scene.bank.stop_all(call.now);
  return Outcome::done();
}

namespace {

/// How all that follows is to be read: `--classic` is this line, and a journal begins with it.
Outcome classic(const Call& call) {
  if (!call.sender.is_score) return Outcome::failed("stands in scores only: start with --classic");
  const auto on = call.args.integer(0);
  if (!on) return Outcome::failed(on.reason());
  if (!call.is_rehearsal) call.scene.patches.set_classic(*on == 1);
  return Outcome::done();
}

constexpr Route kEngineRoutes[] = {
    {.address = "/panic", .perform = panic},
    {.address = "/classic", .perform = classic, .company = Company::kNever},
};

}  // namespace

std::span<const Route> engine_routes() { return kEngineRoutes; }

}  // namespace chronus::conductor

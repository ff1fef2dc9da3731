// SPDX-License-Identifier: MIT
#include "audio/pulse_probe.hpp"

#include <pulse/context.h>
#include <pulse/error.h>
#include <pulse/mainloop.h>

#include <chrono>
#include <memory>

namespace chronus::audio {
namespace {

using Mainloop = std::unique_ptr<pa_mainloop, decltype(&pa_mainloop_free)>;

struct Disconnect {
  void operator()(pa_context* context) const {
    pa_context_disconnect(context);
    pa_context_unref(context);
  }
};
using Context = std::unique_ptr<pa_context, Disconnect>;

bool is_settled(pa_context_state_t state) {
  return state == PA_CONTEXT_READY || !PA_CONTEXT_IS_GOOD(state);
}

}  // namespace

Status probe_pulse_server(int timeout_ms) {
  const Mainloop loop(pa_mainloop_new(), pa_mainloop_free);
  if (!loop) return Error{"PulseAudio: out of memory"};
  const Context context(pa_context_new(pa_mainloop_get_api(loop.get()), "chronus probe"));
  if (!context) return Error{"PulseAudio: out of memory"};
  pa_context_connect(context.get(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr);

  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (!is_settled(pa_context_get_state(context.get()))) {
    const auto left =
        std::chrono::ceil<std::chrono::microseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Error{"PulseAudio: the server does not answer"};
    if (pa_mainloop_prepare(loop.get(), static_cast<int>(left.count())) < 0 ||
        pa_mainloop_poll(loop.get()) < 0 || pa_mainloop_dispatch(loop.get()) < 0) {
      return Error{"PulseAudio: its main loop failed"};
    }
  }
  const bool ready = pa_context_get_state(context.get()) == PA_CONTEXT_READY;
  const int code = pa_context_errno(context.get());
  if (ready) return {};
  return Error{std::string("PulseAudio: no server (") + pa_strerror(code) + ")"};
}

}  // namespace chronus::audio

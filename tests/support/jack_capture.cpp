// SPDX-License-Identifier: MIT
#include "support/jack_capture.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace chronus::test {
namespace {

std::vector<std::string> to_strings(const char** names) {
  const std::unique_ptr<const char*, void (*)(const char**)> owner(
      names, [](const char** list) { jack_free(list); });
  std::vector<std::string> result;
  while (names != nullptr && *names != nullptr) result.emplace_back(*names++);
  return result;
}

}  // namespace

JackCapture::JackCapture(int channels, std::size_t max_frames)
    : interleaved_(max_frames * static_cast<std::size_t>(channels)) {
  client_ = jack_client_open("listener", JackNoStartServer, nullptr);
  if (client_ == nullptr) throw std::runtime_error("no JACK server");
  for (int c = 0; c < channels; ++c) {
    ports_.push_back(jack_port_register(client_, ("in_" + std::to_string(c + 1)).c_str(),
                                        JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0));
  }
  jack_set_process_callback(client_, on_process, this);
  jack_activate(client_);
}

JackCapture::~JackCapture() { jack_client_close(client_); }

std::vector<std::string> JackCapture::output_ports(const std::string& client) const {
  return to_strings(
      jack_get_ports(client_, ("^" + client).c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput));
}

std::vector<std::string> JackCapture::connections(const std::string& port) const {
  return to_strings(
      jack_port_get_all_connections(client_, jack_port_by_name(client_, port.c_str())));
}

bool JackCapture::listen_to(const std::string& client) {
  const auto theirs = output_ports(client);
  if (theirs.size() < ports_.size()) return false;
  for (std::size_t c = 0; c < ports_.size(); ++c) {
    if (jack_connect(client_, theirs[c].c_str(), jack_port_name(ports_[c])) != 0) return false;
  }
  return true;
}

std::vector<float> JackCapture::samples() const {
  return {interleaved_.begin(),
          interleaved_.begin() + static_cast<std::ptrdiff_t>(frames() * ports_.size())};
}

int JackCapture::on_process(jack_nframes_t frames, void* self) {
  auto& capture = *static_cast<JackCapture*>(self);
  const std::size_t channels = capture.ports_.size();
  const std::size_t before = capture.frames_.load(std::memory_order_relaxed);
  const std::size_t room = capture.interleaved_.size() / channels - before;
  const std::size_t count = std::min<std::size_t>(frames, room);
  for (std::size_t c = 0; c < channels; ++c) {
    const auto* in = static_cast<const float*>(jack_port_get_buffer(capture.ports_[c], frames));
    for (std::size_t n = 0; n < count; ++n) {
      capture.interleaved_[(before + n) * channels + c] = in[n];
    }
  }
  capture.frames_.store(before + count, std::memory_order_release);
  return 0;
}

}  // namespace chronus::test

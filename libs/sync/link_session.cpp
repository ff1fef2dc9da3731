// SPDX-License-Identifier: MIT
#include "sync/link_session.hpp"

#include <ableton/Link.hpp>
#include <chrono>

#include "base/clock.hpp"

namespace chronus::sync {
namespace {

constexpr std::int64_t kPoll_ns = 20'000'000;
constexpr double kStartTempo = 120.0;

}  // namespace

struct LinkSession::Link {
  ableton::Link link{kStartTempo};
};

LinkSession::LinkSession(double quantum)
    : quantum_(quantum), follower_(quantum), link_(std::make_unique<Link>()) {}

LinkSession::~LinkSession() { stop(); }

void LinkSession::start() {
  link_->link.enableStartStopSync(true);
  link_->link.enable(true);
}

void LinkSession::stop() { link_->link.enable(false); }

std::size_t LinkSession::peers() const { return link_->link.numPeers(); }

void LinkSession::poll(std::int64_t now_ns) {
  if (now_ns - polled_ns_ < kPoll_ns) return;
  polled_ns_ = now_ns;
  auto& link = link_->link;
  if (!link.isEnabled()) return;
  auto session = link.captureAudioSessionState();
  // Link counts CLOCK_MONOTONIC_RAW, which runs a little apart: both are read together every time.
  const auto host = link.clock().micros();
  LinkReading reading;
  reading.at_ns = monotonic_ns();
  reading.beat = session.beatAtTime(host, quantum_);
  reading.bpm = session.tempo();
  reading.peers = link.numPeers();
  reading.playing = session.isPlaying();
  const std::chrono::nanoseconds until = session.timeForIsPlaying() - host;
  reading.playing_since_ns = reading.at_ns + until.count();
  if (reading.peers == 0 && reading.bpm != own_bpm_) {
    session.setTempo(own_bpm_, host);
    link.commitAudioSessionState(session);
  }
  follower_.read(reading);
}

}  // namespace chronus::sync

// SPDX-License-Identifier: MIT
#include "support/jack_server.hpp"

#include <fcntl.h>
#include <jack/jack.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace chronus::test {
namespace {

// JACK's registry has room for eight servers and forgets one that was killed only when a server of
// the same name starts. So names come from a few places, each held by a lock while it is used.
constexpr int kPlaces = 4;

std::string lock_path(int place) {
  return (std::filesystem::temp_directory_path() / ("chronus-test-jack-" + std::to_string(place)))
      .string();
}

bool answers(const std::string& name) {
  jack_status_t status{};
  jack_client_t* client =
      jack_client_open("probe", static_cast<jack_options_t>(JackNoStartServer | JackServerName),
                       &status, name.c_str());
  if (client == nullptr) return false;
  jack_client_close(client);
  return true;
}

void say_nothing(const char* /*text*/) {}

}  // namespace

JackServer::Place::Place() {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(100);
  while (std::chrono::steady_clock::now() < end) {
    for (int place = 0; place < kPlaces; ++place) {
      lock = open(lock_path(place).c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
      if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) {
        name = "chronus_test_" + std::to_string(place);
        return;
      }
      close(lock);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw std::runtime_error("too many tests with JACK servers at once");
}

JackServer::Place::~Place() { close(lock); }

JackServer::JackServer(const Options& options) : options_(options) {
  jack_set_error_function(say_nothing);
  jack_set_info_function(say_nothing);
  setenv("JACK_DEFAULT_SERVER", place_.name.c_str(), 1);
  start();
}

JackServer::~JackServer() {
  stop();
  unsetenv("JACK_DEFAULT_SERVER");
}

void JackServer::start() {
  // Not real-time, since containers refuse it.
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"jackd", "-r", "-n", place_.name, "-d", "dummy",          //
                               "-r", std::to_string(options_.rate),                      //
                               "-p", std::to_string(options_.period_frames), "-C", "0",  //
                               "-P", std::to_string(options_.playback_ports)},
      ChildProcess::Environment{{"JACK_NO_AUDIO_RESERVATION", "1"}});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!answers(place_.name)) {
    if (!process_->is_running() || std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("jackd " + place_.name + " does not come up");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void JackServer::stop() {
  if (!process_) return;
  process_->signal(SIGCONT);
  process_->signal(SIGTERM);
  process_->wait();
  process_.reset();
}

void JackServer::kill() { process_.reset(); }
void JackServer::freeze() { process_->signal(SIGSTOP); }
void JackServer::thaw() { process_->signal(SIGCONT); }

}  // namespace chronus::test

// SPDX-License-Identifier: MIT
#include "support/pulse_server.hpp"

#include <signal.h>
#include <stdlib.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace chronus::test {

PulseServer::PulseServer(const Options& options) : options_(options) {
  std::string pattern = (std::filesystem::temp_directory_path() / "chronus-pulse-XXXXXX").string();
  directory_ = mkdtemp(pattern.data());
  setenv("PULSE_SERVER", address().c_str(), 1);
  start();
}

PulseServer::~PulseServer() {
  kill();
  unsetenv("PULSE_SERVER");
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string PulseServer::address() const { return "unix:" + (directory_ / "socket").string(); }

void PulseServer::start() {
  std::filesystem::remove(directory_ / "socket");
  const std::string place = directory_.string();
  const std::string format = " format=float32le rate=" + std::to_string(options_.rate) +
                             " channels=" + std::to_string(options_.channels);
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{
          "pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "-n", "--use-pid-file=no", "-L",
          "module-native-protocol-unix auth-anonymous=1 socket=" + place + "/socket", "-L",
          std::string("module-null-sink sink_name=") + kSink + format},
      ChildProcess::Environment{{"PULSE_RUNTIME_PATH", place},
                                {"XDG_CONFIG_HOME", place},
                                {"HOME", place},
                                {"DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere"}});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  // The sink is loaded after the socket is there.
  while (run({"pactl", "-s", address(), "get-sink-volume", kSink}) != 0) {
    if (!process_->is_running() || std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("pulseaudio in " + place + " does not come up");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void PulseServer::kill() { process_.reset(); }
void PulseServer::freeze() { process_->signal(SIGSTOP); }
void PulseServer::thaw() { process_->signal(SIGCONT); }

std::unique_ptr<ChildProcess> PulseServer::listen() const {
  return std::make_unique<ChildProcess>(
      std::vector<std::string>{"parec", "-s", address(), "-d", std::string(kSink) + ".monitor",
                               "--raw", "--format=float32le",
                               "--rate=" + std::to_string(options_.rate),
                               "--channels=" + std::to_string(options_.channels)},
      ChildProcess::Environment{}, true);
}

}  // namespace chronus::test

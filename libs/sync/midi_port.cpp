// SPDX-License-Identifier: MIT
#include "sync/midi_port.hpp"

#include <RtMidi.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/clock.hpp"
#include "base/sleep.hpp"
#include "sync/jack_input.hpp"
#include "sync/jack_output.hpp"

namespace chronus::sync {
namespace {

constexpr const char* kClient = "chronus-midi";
constexpr const char* kIn = "clock in";
constexpr const char* kOut = "clock out";
constexpr const char* kSequencer = "/dev/snd/seq";
constexpr unsigned kQueue = 1'024;

/// What RtMidi and ALSA would say to stderr, if it were asked to open one that is not there.
Status alsa_is_there() {
  const int fd = open(kSequencer, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    const int reason = errno;
    return Error{std::string("no ALSA sequencer: ") + kSequencer + ": " + std::strerror(reason) +
                 (reason == ENOENT ? " (the kernel module is snd-seq)" : "")};
  }
  close(fd);
  return {};
}

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

std::vector<std::string> port_names(RtMidi& midi) {
  std::vector<std::string> names;
  for (unsigned i = 0; i < midi.getPortCount(); ++i) names.push_back(midi.getPortName(i));
  return names;
}

/// The port called so, else the first whose name contains it.
Result<unsigned> find_port(const std::vector<std::string>& names, const std::string& wanted) {
  auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) {
    found = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      return std::search(name.begin(), name.end(), wanted.begin(), wanted.end(), same_letter) !=
             name.end();
    });
  }
  if (found != names.end()) return static_cast<unsigned>(found - names.begin());
  std::string reason = "no MIDI port '" + wanted + "'";
  for (const auto& name : names) {
    reason += (&name == &names.front() ? "; there are '" : ", '") + name + "'";
  }
  return Error{reason + (names.empty() ? "; there is none" : "")};
}

/// Keeps the first error instead of having RtMidi print it.
void keep_error(RtMidiError::Type type, const std::string& text, void* kept) {
  auto* const first = static_cast<std::string*>(kept);
  const bool harmless = type == RtMidiError::WARNING || type == RtMidiError::DEBUG_WARNING;
  if (!harmless && first->empty()) *first = text;
}

void ignore_error(RtMidiError::Type /*type*/, const std::string& /*text*/, void* /*unused*/) {}

/// Has RtMidi tell its errors to the string it is given, as long as it lives.
class KeptError {
 public:
  explicit KeptError(RtMidi& midi) : midi_(midi) { midi_.setErrorCallback(keep_error, &text_); }
  ~KeptError() { midi_.setErrorCallback(ignore_error, nullptr); }
  KeptError(const KeptError&) = delete;
  KeptError& operator=(const KeptError&) = delete;
  const std::string& text() const { return text_; }

 private:
  RtMidi& midi_;
  std::string text_;
};

std::string own_name(const std::string& own) { return std::string(kClient) + ":" + own; }

/// Opens the wanted port of ALSA, or one of our own called `own`. Gives its name.
Result<std::string> open_alsa_port(RtMidi& midi, const std::string& wanted,
                                   const std::string& own) {
  const KeptError error(midi);
  std::string name = own_name(own);
  if (wanted.empty()) {
    midi.openVirtualPort(own);
  } else {
    const auto names = port_names(midi);
    const auto index = find_port(names, wanted);
    if (!index) return Error{"ALSA: " + index.reason()};
    name = names[*index];
    midi.openPort(*index, own);
  }
  if (!error.text().empty()) return Error{"ALSA: " + error.text()};
  return name + " (ALSA)";
}

class AlsaInput final : public MidiInput {
 public:
  explicit AlsaInput(HearMidi hear)
      : hear_(std::move(hear)), midi_(RtMidi::LINUX_ALSA, kClient, kQueue) {}

  Status open(const std::string& port) {
    // No system exclusive and no active sensing; the clock, which RtMidi leaves out unless asked.
    midi_.ignoreTypes(true, false, true);
    midi_.setCallback(on_message, this);
    auto name = open_alsa_port(midi_, port, kIn);
    if (!name) return name.error();
    name_ = *name;
    return {};
  }

  const std::string& name() const override { return name_; }
  // A sequencer of ALSA is a part of the kernel: it stays.
  bool is_there() const override { return true; }

 private:
  static void on_message(double /*since_last*/, std::vector<unsigned char>* message, void* self) {
    if (message != nullptr) static_cast<AlsaInput*>(self)->hear_(*message, monotonic_ns());
  }

  HearMidi hear_;
  std::string name_;
  RtMidiIn midi_;  // last: closed before what its callback uses
};

class AlsaOutput final : public MidiOutput {
 public:
  AlsaOutput() : midi_(RtMidi::LINUX_ALSA, kClient) {}

  Status open(const std::string& port) {
    auto name = open_alsa_port(midi_, port, kOut);
    if (!name) return name.error();
    name_ = *name;
    return {};
  }

  const std::string& name() const override { return name_; }
  bool is_there() const override { return true; }
  bool send(std::span<const std::uint8_t> message, std::int64_t at_ns) override {
    sleep_until(at_ns);
    midi_.sendMessage(message.data(), message.size());
    return true;
  }

 private:
  std::string name_;
  RtMidiOut midi_;
};

/// The wanted port of ALSA. RtMidi's constructors throw where the system has gone since it was
/// looked at.
template <class Base, class Port, class... Args>
Result<std::unique_ptr<Base>> open_alsa(const std::string& wanted, Args&&... args) {
  try {
    auto port = std::make_unique<Port>(std::forward<Args>(args)...);
    if (auto opened = port->open(wanted); !opened) return opened.error();
    return std::unique_ptr<Base>(std::move(port));
  } catch (const RtMidiError& error) {
    return Error{"ALSA: " + error.getMessage()};
  }
}

/// A port of our own called `own`, connected to the wanted one.
template <class Base, class Port, class... Args>
Result<std::unique_ptr<Base>> open_jack(const std::string& wanted, const char* own,
                                        Args&&... args) {
  auto made = std::make_unique<Port>(std::forward<Args>(args)...);
  JackPort& port = made->port();
  if (auto opened = port.open(kClient, own); !opened) return opened.error();
  std::string name = own_name(own);
  if (!wanted.empty()) {
    const auto names = port.peers();
    const auto index = find_port(names, wanted);
    if (!index) return Error{"JACK: " + index.reason()};
    name = names[*index];
    if (auto done = port.connect(name); !done) return done.error();
  }
  made->set_name(name + " (JACK)");
  return std::unique_ptr<Base>(std::move(made));
}

/// ALSA, or JACK where there is no ALSA or it is not wanted.
template <class Base>
Result<std::unique_ptr<Base>> open_either(MidiApi wanted, auto on_alsa, auto on_jack) {
  if (wanted == MidiApi::kJack) return on_jack();
  const Status alsa = alsa_is_there();
  if (alsa) return on_alsa();
  if (wanted == MidiApi::kAlsa) return alsa.error();
  auto jack = on_jack();
  if (!jack) return Error{alsa.reason() + ", and " + jack.reason()};
  return jack;
}

}  // namespace

Result<MidiApi> parse_midi_api(const std::string& name) {
  if (name == "auto") return MidiApi::kAuto;
  if (name == "alsa") return MidiApi::kAlsa;
  if (name == "jack") return MidiApi::kJack;
  return Error{"'" + name + "' is none of auto, alsa, jack"};
}

Result<std::unique_ptr<MidiInput>> open_midi_input(const MidiPortRequest& request, HearMidi hear) {
  return open_either<MidiInput>(
      request.api, [&] { return open_alsa<MidiInput, AlsaInput>(request.port, hear); },
      [&] { return open_jack<MidiInput, JackInput>(request.port, kIn, hear); });
}

Result<std::unique_ptr<MidiOutput>> open_midi_output(const MidiPortRequest& request) {
  return open_either<MidiOutput>(
      request.api, [&] { return open_alsa<MidiOutput, AlsaOutput>(request.port); },
      [&] { return open_jack<MidiOutput, JackOutput>(request.port, kOut); });
}

}  // namespace chronus::sync

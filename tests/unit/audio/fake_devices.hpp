// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "audio/device_keeper.hpp"

namespace chronus::audio {

class CalledRenderer final : public Callback {
 public:
  void render(float* out, int frames) noexcept override {
    std::fill_n(out, frames * 2, 0.0F);
    ++calls;
    called.release();
  }
  void expect_period(int frames) noexcept override { period = frames; }
  std::atomic<int> calls{0};
  std::atomic<int> period{0};
  std::counting_semaphore<> called{0};
};

/// A system of devices that a test moves by hand: each is there or not, at a rate and a period.
class Fakes : public std::enable_shared_from_this<Fakes> {
 public:
  struct Card {
    bool is_there = true;
    int rate = 48'000;
    int period = 128;
    std::string chip = "";  ///< of those on one only one is open at a time, as with ALSA
  };

  class FakeDevice final : public Device {
   public:
    FakeDevice(std::shared_ptr<Fakes> fakes, DeviceInfo info, Callback& callback)
        : fakes_(std::move(fakes)), info_(std::move(info)), callback_(callback) {
      const std::lock_guard lock(fakes_->mutex);
      fakes_->open.push_back(this);
    }
    ~FakeDevice() override {
      const std::lock_guard lock(fakes_->mutex);
      std::erase(fakes_->open, this);
    }
    DeviceInfo info() const override {
      const std::lock_guard lock(fakes_->mutex);
      DeviceInfo info = info_;
      if (const auto card = fakes_->cards.find(info.name); card != fakes_->cards.end()) {
        info.rate = card->second.rate;
        info.period_frames = card->second.period;
      }
      return info;
    }
    /// As a client of JACK's does.
    bool move_to(const DeviceRequest& request) override {
      const std::lock_guard lock(fakes_->mutex);
      const bool may = request.api == Api::kJack && info_.api == Api::kJack;
      if (!may || !fakes_->cards[request.device].is_there) return false;
      info_.name = request.device;
      return true;
    }
    /// It asks for as many frames, in periods of 128.
    void ask(int frames) {
      std::array<float, 256> out{};
      for (; frames > 0; frames -= 128) callback_.render(out.data(), 128);
    }
    Callback& callback() { return callback_; }
    const std::string& name() const { return info_.name; }  ///< with the mutex

   private:
    const std::shared_ptr<Fakes> fakes_;
    DeviceInfo info_;
    Callback& callback_;
  };

  OpenDevice opener() {
    return [self = shared_from_this()](const DeviceRequest& request, Callback& callback,
                                       Misfit* misfit) {
      return self->open_device(request, callback, misfit);
    };
  }

  Result<std::unique_ptr<Device>> open_device(const DeviceRequest& request, Callback& callback,
                                              Misfit* misfit) {
    const bool is_null = request.api == Api::kNull;
    const std::string name = is_null ? "null clock" : request.device;
    Card card;
    {
      std::unique_lock lock(mutex);
      tried.push_back(name);
      changed.wait(lock, [&] { return !hangs.contains(name); });
      if (!is_null) card = cards[name];
      if (!card.is_there) return Error{"no device '" + name + "'"};
      const bool is_busy = std::any_of(open.begin(), open.end(), [&](const auto* one) {
        return !card.chip.empty() && cards[one->name()].chip == card.chip;
      });
      if (is_busy) return Error{"'" + name + "' is busy"};
    }
    DeviceInfo info{request.api, name, card.rate, card.period, "", 0, ""};
    if (const auto found = misfit_of(info, request); found != Misfit::kNone) {
      if (misfit != nullptr) *misfit = found;
      return Error{misfit_text(info, request)};
    }
    auto device = std::make_unique<FakeDevice>(shared_from_this(), info, callback);
    device->ask(16 * 128);  // it fills its buffers
    return std::unique_ptr<Device>(std::move(device));
  }

  /// The one of that name that was opened last; null: it is not open.
  FakeDevice* find(const std::string& name) {
    const std::lock_guard lock(mutex);
    for (auto one = open.rbegin(); one != open.rend(); ++one) {
      if ((*one)->name() == name) return *one;
    }
    return nullptr;
  }
  std::size_t open_count() {
    const std::lock_guard lock(mutex);
    return open.size();
  }
  void set(const std::string& name, const Card& card) {
    const std::lock_guard lock(mutex);
    cards[name] = card;
  }
  bool does_hang(const std::string& name) {
    const std::lock_guard lock(mutex);
    return hangs.contains(name);
  }
  void hang(const std::string& name, bool does) {
    const std::lock_guard lock(mutex);
    if (does) hangs.insert(name);
    if (!does) hangs.erase(name);
    changed.notify_all();
  }

  mutable std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, Card> cards;
  std::set<std::string> hangs;
  std::vector<std::string> tried;
  std::vector<FakeDevice*> open;
};

/// A keeper on such a system, and a clock that only this moves.
class Kept {
 public:
  explicit Kept(const DeviceRequest& wanted) : keeper(wanted, renderer, fakes->opener()) {}

  /// 100 ms: the present device asks for its share of sound.
  void tick() {
    now += 100'000'000;
    if (auto* present = fakes->find(keeper.status().device)) present->ask(frames_a_tick);
    keeper.poll(now);
  }
  /// Ticks until it holds. Openings run on threads of their own: the clock waits for them, but for
  /// those that hang.
  template <class Condition>
  bool until(Condition holds) {
    for (int i = 0; i < 5'000; ++i) {
      while (keeper.is_opening() && !fakes->does_hang(asked_for)) {
        keeper.poll(now);
        std::this_thread::yield();
      }
      if (holds()) return true;
      tick();
    }
    return false;
  }
  bool until_state(DeviceState state) {
    return until([&] { return keeper.status().state == state; });
  }
  /// How a change ends.
  std::string change(Api api, const std::string& device) {
    asked_for = device;
    if (const auto begun = keeper.use(api, device, now); !begun) return begun.reason();
    std::optional<Status> how;
    if (!until([&] { return (how = keeper.take_change()).has_value(); })) return "never";
    return *how ? "done" : how->reason();
  }

  const std::shared_ptr<Fakes> fakes = std::make_shared<Fakes>();
  CalledRenderer renderer;
  std::int64_t now = 0;
  int frames_a_tick = 4'800;
  std::string asked_for;
  DeviceKeeper keeper;
};

inline DeviceRequest card(const std::string& name, Api api = Api::kPulse) {
  DeviceRequest wanted{api, name, {48'000, 128, 2}};
  wanted.most_period = 4'096;
  return wanted;
}

}  // namespace chronus::audio

// SPDX-License-Identifier: MIT
#include "base/thread.hpp"

#include <pthread.h>
#include <signal.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

namespace chronus {
namespace {

/// What is started meanwhile inherits it.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

struct Thread::End {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_there = false;  // guarded
};

Thread::Thread(const char* name, Work work) { start(name, std::move(work)); }

Thread::~Thread() {
  request_stop();
  join();
}

void Thread::start(const char* name, Work work) {
  auto end = std::make_shared<End>();
  const AllSignalsBlocked blocked;
  try {
    thread_ = std::thread([name, end, stop = stop_.get_token(), work = std::move(work)] {
      pthread_setname_np(pthread_self(), name);
      work(stop);
      const std::lock_guard lock(end->mutex);
      end->is_there = true;
      end->changed.notify_all();
    });
  } catch (const std::system_error& error) {
    throw NoThread("cannot start the thread '" + std::string(name) +
                   "': " + error.code().message());
  }
  end_ = std::move(end);
}

bool Thread::has_ended_within(std::chrono::nanoseconds limit) {
  if (!is_started()) return true;
  std::unique_lock lock(end_->mutex);
  return end_->changed.wait_for(lock, limit, [this] { return end_->is_there; });
}

void Thread::join() {
  if (is_started()) thread_.join();
}

void Thread::leave() {
  if (is_started()) thread_.detach();
}

}  // namespace chronus

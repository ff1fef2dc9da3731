// SPDX-License-Identifier: MIT
#include "fiber.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace chronus::simulation {
namespace {

constexpr std::size_t kStackBytes = std::size_t{1} << 20U;

Fiber* running_fiber = nullptr;

/// Stacks are used again: mapping one costs more than a step.
class Stacks {
 public:
  ~Stacks() {
    for (void* stack : free_) munmap(stack, kStackBytes);
  }
  void* take() {
    if (!free_.empty()) {
      void* stack = free_.back();
      free_.pop_back();
      return stack;
    }
    void* stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED) std::abort();
    return stack;
  }
  void give_back(void* stack) { free_.push_back(stack); }

 private:
  std::vector<void*> free_;
};

Stacks& stacks() {
  static Stacks all;
  return all;
}

}  // namespace

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)), stack_(stacks().take()) {
  own_ = boost::context::detail::make_fcontext(static_cast<std::byte*>(stack_) + kStackBytes,
                                               kStackBytes, &Fiber::enter);
#if defined(__SANITIZE_ADDRESS__)
  // What a dead fiber left on this stack is nobody's now.
  __asan_unpoison_memory_region(stack_, kStackBytes);
#endif
#if defined(__SANITIZE_THREAD__)
  shadow_own_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
#if defined(__SANITIZE_THREAD__)
  __tsan_destroy_fiber(shadow_own_);
#endif
  stacks().give_back(stack_);
}

void Fiber::resume() {
  running_fiber = this;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&shadow_resumer_, stack_, kStackBytes);
#endif
#if defined(__SANITIZE_THREAD__)
  shadow_resumer_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(shadow_own_, 0);
#endif
  own_ = boost::context::detail::jump_fcontext(own_, this).fctx;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(shadow_resumer_, nullptr, nullptr);
#endif
  running_fiber = nullptr;
}

void Fiber::enter(boost::context::detail::transfer_t from) {
  Fiber& self = *static_cast<Fiber*>(from.data);
  self.resumer_ = from.fctx;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &self.resumer_stack_, &self.resumer_stack_bytes_);
#endif
  self.body_();
  self.ended_ = true;
  self.leave(true);
}

void Fiber::give_way() {
  if (running_fiber != nullptr) running_fiber->leave(false);
}

void Fiber::leave([[maybe_unused]] bool for_good) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(for_good ? nullptr : &shadow_own_, resumer_stack_,
                                 resumer_stack_bytes_);
#endif
#if defined(__SANITIZE_THREAD__)
  __tsan_switch_to_fiber(shadow_resumer_, 0);
#endif
  resumer_ = boost::context::detail::jump_fcontext(resumer_, nullptr).fctx;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(shadow_own_, &resumer_stack_, &resumer_stack_bytes_);
#endif
}

}  // namespace chronus::simulation

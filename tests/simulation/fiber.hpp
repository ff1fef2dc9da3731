// SPDX-License-Identifier: MIT
#pragma once

#include <boost/context/detail/fcontext.hpp>
#include <cstddef>
#include <functional>
#include <memory>

namespace chronus::simulation {

/// A piece of code with a stack of its own, which its scheduler resumes and which gives way at
/// every schedule_point(). One that is never resumed again has died there. One thread runs all.
class Fiber {
 public:
  explicit Fiber(std::function<void()> body);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Goes on with the body until it gives way or ends. Not from inside a fiber.
  void resume();
  bool has_ended() const { return ended_; }

  /// Gives way to whoever resumed the running fiber; outside of one does nothing.
  static void give_way();

 private:
  static void enter(boost::context::detail::transfer_t from);
  void leave(bool for_good);

  std::function<void()> body_;
  void* stack_;
  // Where the body, and where its resumer, goes on.
  boost::context::detail::fcontext_t own_;
  boost::context::detail::fcontext_t resumer_ = nullptr;
  bool ended_ = false;
  // What the sanitizers want to know of a change of stacks.
  void* shadow_own_ = nullptr;
  void* shadow_resumer_ = nullptr;
  const void* resumer_stack_ = nullptr;
  std::size_t resumer_stack_bytes_ = 0;
};

}  // namespace chronus::simulation

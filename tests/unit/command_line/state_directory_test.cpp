// SPDX-License-Identifier: MIT
#include "command_line/state_directory.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace chronus::command_line {
namespace {

/// Another value, or none, until the end of the test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(StateDirectory, IsTheServicesThenXdgsThenTheHomesThenTheSystems) {
  const Variable no_home("HOME", nullptr);
  const Variable no_xdg("XDG_STATE_HOME", nullptr);
  const Variable no_service("STATE_DIRECTORY", nullptr);
  EXPECT_EQ(default_state_directory(), "/var/lib/chronus");
  const Variable home("HOME", "/h");
  EXPECT_EQ(default_state_directory(), "/h/.local/state/chronus");
  const Variable xdg("XDG_STATE_HOME", "/x");
  EXPECT_EQ(default_state_directory(), "/x/chronus");
  const Variable service("STATE_DIRECTORY", "/s");
  EXPECT_EQ(default_state_directory(), "/s");
  const Variable empty("STATE_DIRECTORY", "");
  EXPECT_EQ(default_state_directory(), "/x/chronus");
}

}  // namespace
}  // namespace chronus::command_line

// SPDX-License-Identifier: MIT
// The file of --config.
#include <sstream>

#include "command_line/checks.hpp"
#include "command_line/config_file.hpp"
#include "tests/fuzz/input.hpp"

using namespace chronus;

namespace {

/// Made once: it takes longer than to read a file.
struct SomeOptions {
  int rate = 0;
  bool drills = false;
  std::vector<std::string> words;
  CLI::App app;

  SomeOptions() {
    app.set_config("--config");
    app.add_option("--rate", rate)->check(command_line::between(1, 100));
    app.add_option("--kill-after", rate)->check(command_line::between(1, 100));
    app.add_flag("--drills", drills);
    app.add_option("--allow", words);
    command_line::ConfigFile::use_in(app, "CHRONUS_FUZZ_");
  }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static SomeOptions options;
  std::istringstream file(std::string(fuzz::text_of(data, size)));
  try {
    for (const auto& item : options.app.get_config_formatter()->from_config(file)) {
      fuzz::must(options.app.get_option_no_throw("--" + item.name) != nullptr);
    }
  } catch (const CLI::Error& error) {
    fuzz::must(*error.what() != '\0');
  }
  return 0;
}

// SPDX-License-Identifier: MIT
#include "supervisor/first_journal.hpp"

#include <spdlog/spdlog.h>

#include <ctime>
#include <utility>

namespace chronus::supervisor {

void begin_journal(const Options& options, Journal& journal, disk::Files& files,
                   std::function<void(const std::string&)> tell) {
  Journal::Options how;
  how.keep = options.keep_bytes;
  how.keep_days = options.keep_days;
  how.tell_removed = [](const std::string& what) { spdlog::info("{}", what); };
  how.ceiling = options.ceiling;
  how.files = &files;
  how.tell = [tell = std::move(tell)](const std::string& what) {
    spdlog::warn("{}", what);
    tell(what);
  };
  const auto opened = journal.open(options.state_dir + "/journals", options.format,
                                   std::time(nullptr), std::move(how));
  if (!opened) spdlog::warn("no journal: {}", opened.reason());
}

}  // namespace chronus::supervisor

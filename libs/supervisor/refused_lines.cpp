// SPDX-License-Identifier: MIT
#include "supervisor/refused_lines.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace chronus::supervisor {

void tell_refused(const session::SessionFiles& files, std::int64_t number,
                  const session::Refusals& refusals,
                  const std::function<void(const std::string& what)>& tell) {
  const auto& named = refusals.named();
  const std::string path = files.path_of(number);
  for (const auto& line : named) {
    spdlog::warn("{}: {}: left out of the session", path, line.text());
  }
  if (const auto more = refusals.total() - named.size(); more > 0) {
    spdlog::warn("{}: {} more line{} left out of the session", path, more, more == 1 ? "" : "s");
  }
  const std::string kept = files.copy_aside(number, "refused");
  const std::string rest = kept.empty() ? "no copy of it could be kept"
                                        : "it is kept whole as " + files.directory() + "/" + kept;
  if (!tell) return;
  tell(fmt::format("{} of the session refused now and left out, the first: {}; {}",
                   refusals.total() == 1 ? "a line" : fmt::format("{} lines", refusals.total()),
                   named.front().text(), rest));
}

}  // namespace chronus::supervisor

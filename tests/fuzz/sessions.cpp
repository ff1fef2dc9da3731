// SPDX-License-Identifier: MIT
// A session's file as a start finds it; and one whose snapshot is whole, of whatever lines.
#include "score/score.hpp"
#include "session/saved_session.hpp"
#include "tests/fuzz/input.hpp"
#include "vocabulary/vocabulary.hpp"

using namespace chronus;

namespace {

const vocabulary::Vocabulary& words() {
  static const auto all = vocabulary::standard();
  return all;
}

void read(std::string_view text) {
  session::SavedSession saved;
  session::Unfit unfit;
  if (!session::read_session(text, words(), &saved, &unfit)) {
    fuzz::must(!unfit.reason.empty());
    return;
  }
  fuzz::must(saved.last >= saved.from && saved.format.rate >= kMinRate);
  for (const auto& event : saved.score.events) fuzz::must(event.frame >= 0);
  (void)saved.mark.frame_at(saved.mark.unix_ns + 1'000'000'000, saved.format.rate);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read(text);
  // Behind the first line that says so: changes behind a sound snapshot of what stands before.
  constexpr std::string_view kChanges = "\n===\n";
  const auto end = text.find(kChanges);
  const auto scene = score::parse(text.substr(0, end), 48'000, words());
  if (!scene) return 0;
  std::vector<osc::Message> lines;
  for (const auto& event : scene->events) lines.push_back(event.message);
  std::string whole = session::snapshot_text({}, {96'000, 1'767'225'600'000'000'000}, "", lines);
  if (end != text.npos) whole += text.substr(end + kChanges.size());
  read(whole);
  return 0;
}

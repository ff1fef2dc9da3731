// SPDX-License-Identifier: MIT
// How a commit comes about: its patch is built beside the one that plays, then all of its bundle
// lands on one frame.
#include <algorithm>
#include <array>
#include <iterator>
#include <new>
#include <utility>

#include "conductor/commit_report.hpp"
#include "conductor/conductor.hpp"
#include "conductor/dirt_places.hpp"
#include "conductor/draft.hpp"
#include "conductor/fetching.hpp"
#include "conductor/loading.hpp"
#include "conductor/meanings.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kCommit = "/patch/commit";

/// Also what undoes one may be.
bool is_commit(const osc::Message& message) {
  static constexpr std::array<std::string_view, 6> kCommits{
      kCommit, kDirtPrepare, "/undo", "/redo", "/session/undo", "/session/redo"};
  const Address& address = message.address;
  // Matching costs as much as performing a parameter message: only patterns pay it.
  return std::any_of(kCommits.begin(), kCommits.end(), [&](std::string_view one) {
    return address.is_pattern() ? osc::matches(address, one) : address == one;
  });
}

/// As a parameter has it; 0 where the sample would have to be read first.
float number_at_hand(const SampleBook& book, SampleDoor* door, const Incoming& incoming,
                     const std::string& name) {
  const Sample* known = book.find(name);
  if (known == nullptr && door != nullptr) {
    const auto whole = door->whole_name(name);
    if (!whole) return 0.0F;
    known = book.find(*whole);
    const auto file = door->file_of(*whole);
    if (known == nullptr && file) {
      const auto there = door->at_hand(*file, incoming.sender.is_score);
      known = there ? *there : nullptr;
    }
  }
  return known == nullptr ? 0.0F : static_cast<float>(known->number);
}

}  // namespace

/// Whether the workers would build the same. Modules that go on keep the values they play with:
/// what those were when the description was made, a lane or a fader may have changed since.
bool Conductor::same_patch(const engine::PatchDescription& a,
                           const engine::PatchDescription& b) const {
  for (std::size_t place = 0; place < std::size(a.modules); ++place) {
    const auto& one = a.modules[place];
    const auto& other = b.modules[place];
    const bool goes_on =
        one.identity != 0 && one.identity == scene_.patches.identity_at(static_cast<Place>(place));
    if (one.type != other.type || one.identity != other.identity || one.voices != other.voices) {
      return false;
    }
    if (!goes_on && !std::equal(one.values, std::end(one.values), other.values)) return false;
  }
  return a.connection_count == b.connection_count && a.fade_frames == b.fade_frames &&
         std::equal(a.connections, a.connections + a.connection_count, b.connections);
}

bool Conductor::holds_commit(const Incoming& incoming) {
  if (load_to_fetch(incoming)) return false;  // it comes again when its file has been read
  const auto& messages = incoming.bundle.messages;
  return incoming.has_load() || std::any_of(messages.begin(), messages.end(), is_commit);
}

/// Whether it may change the draft, or what a patch that is compiled from it would be.
bool Conductor::touches_draft(const osc::Message& message) const {
  const Address& address = message.address;
  if (address.starts_with("/patch/")) {
    // A load is asked for here, and commits later.
    static constexpr std::array<std::string_view, 4> kOthers{"/patch/get", "/patch/save",
                                                             "/patch/load", "/patch/list"};
    return std::find(kOthers.begin(), kOthers.end(), address) == kOthers.end();
  }
  if (scene_.patches.draft() == nullptr) return false;
  if (address.is_pattern()) return !address.starts_with("/seq/");
  return is_mod(address) && !scene_.patches.playing().seats.contains(address.name());
}

/// A commit of one lane keeps the others from the draft and from the builders, and from nothing
/// else. What has a frame of its own goes before them.
bool Conductor::may_begin(Builder who, const Incoming& incoming, bool commits) {
  const bool is_free = who < 0 || !builder_ || *builder_ == who;
  if (!commits) {
    const auto& messages = incoming.bundle.messages;
    return is_free || std::none_of(messages.begin(), messages.end(),
                                   [this](const auto& one) { return touches_draft(one); });
  }
  if (!is_free) return false;
  builder_ = who;
  const auto is_ready = [&] {
    try {
      return patch_is_ready(who, incoming);
    } catch (const std::bad_alloc&) {
      return true;  // performing it will tell; a pass must not end here, nor the horizon stand
    }
  };
  if (!is_ready()) return false;
  builder_.reset();
  ++draft_revision_;  // what was prepared is for this bundle alone
  return true;
}

/// Tries the edits of a bundle with a commit on a copy, so that its patch can be built before the
/// bundle is performed: then all of it lands on one frame. True when it can be performed now; also
/// when it is going to fail, which performing it will tell.
bool Conductor::patch_is_ready(Builder who, const Incoming& incoming) {
  if (cursor_ < fade_until_) return false;
  if (prepared_.description && prepared_.by == who && prepared_.draft_revision == draft_revision_ &&
      prepared_.description->fade_frames == (prepared_.is_seamless ? 0 : fade_frames())) {
    return commands_.patch_progress(prepared_.version) != PatchProgress::kBuilding;
  }
  const std::int64_t started_ns = now_ns_();
  const bool is_built = build_of(who, incoming);
  budget_.charge((now_ns_() - started_ns) / 1'000, 0);
  return is_built;
}

/// With the numbers that its samples will have. Nothing where the graph is that of what plays.
std::optional<Patch> Conductor::graph_of_load(const Incoming& incoming) const {
  if (incoming.patch) {
    Patch patch = *incoming.patch;
    (void)number_samples(&patch);
    return patch;
  }
  const auto& playing = scene_.patches.playing().patch;
  if (is_same_graph(*incoming.setting->patch, playing)) return {};
  return patch_with_samples(*incoming.setting, incoming.sender);
}

bool Conductor::build_of(Builder who, const Incoming& incoming) {
  PatchEditor tried = scene_.patches;
  // What the bundle commits first is built. A place that it needs is added to what plays.
  auto places = lacking(incoming.bundle);
  const auto try_edit = [&](const osc::Message& one) {
    const Row* row = router_.find(one.address);
    const bool is_released =
        row != nullptr && button_of(*row, incoming.sender, one) == Button::kReleased;
    if (!is_released) (void)edit_draft(tried, one);
  };
  for (std::size_t i = 0; i < incoming.bundle.messages.size(); ++i) {
    const osc::Message& message = incoming.bundle.messages[i];
    if (incoming.has_load() && i == incoming.load_at) {
      const auto loaded = graph_of_load(incoming);
      if (!loaded) continue;
      tried.begin_with(draft_of_load(tried, *loaded));
      return build_draft(who, tried);
    }
    if (!places.empty() && is_of_dirt(message.address)) {
      return build_places(who, std::move(places));
    }
    std::string ignored;
    Meanings meanings = message.address.is_pattern()
                            ? Meanings(message, expand(message, tried, &ignored))
                            : Meanings(message);
    bool commits = false;  // by a pattern as well: `/patch/{edit,commit}`
    meanings.for_each([&](const osc::Message& one) {
      commits = one.address == kCommit;
      if (const auto wanted = set_of_undo(one)) {
        tried.begin_with(draft_of_load(tried, patch_with_samples(*wanted, incoming.sender)));
        commits = true;
      }
      if (!commits) try_edit(one);
      return !commits;
    });
    if (!commits) continue;
    // Samples that the bundle names have the numbers that performing it will give them.
    for (std::size_t at = 0; tried.draft() != nullptr && at < tried.draft()->modules().size();
         ++at) {
      auto& module = tried.draft()->at(at);
      const int param = catalog::find_sample(type_of(module));
      if (param < 0 || module.sample.empty()) continue;
      auto& value = module.values[static_cast<std::size_t>(param)];
      if (value == 0.0F) value = number_at_hand(scene_.samples, samples_, incoming, module.sample);
    }
    return build_draft(who, tried);
  }
  return true;
}

bool Conductor::build_draft(Builder who, const PatchEditor& of, Fade fade) {
  auto description = of.compile();
  if (!description) return true;
  description->fade_frames = fade == Fade::kNone ? 0 : fade_frames();
  const bool is_built = prepare(who, *description);
  prepared_.is_seamless = fade == Fade::kNone;
  return is_built;
}

/// Has the next commit with a time tag built before its frame comes, so that the horizon need not
/// wait for it. A commit that comes live goes before, and it is built anew behind that.
void Conductor::build_ahead() {
  constexpr int kTriesPerSecond = 50;  // each may cost as much as its bundle
  if (builder_ || scheduled_commits_.empty() || cursor_ < build_ahead_from_) return;
  const auto& [when, incoming] = *scheduled_commits_.begin();
  if (when.first - cursor_ > format_.rate) return;
  build_ahead_from_ = cursor_ + format_.rate / kTriesPerSecond;
  try {
    (void)patch_is_ready(builder_of(when.second), *incoming);
  } catch (const std::bad_alloc&) {
    return;  // its frame will tell
  }
}

bool Conductor::prepare(Builder who, const engine::PatchDescription& wanted) {
  if (!prepared_.description || !same_patch(*prepared_.description, wanted)) {
    prepared_.version = next_patch_version_++;
    prepared_.description = std::make_unique<engine::PatchDescription>(wanted);
    prepared_.description->version = prepared_.version;
    commands_.build_patch(*prepared_.description);
  }
  prepared_.by = who;
  prepared_.draft_revision = draft_revision_;
  return commands_.patch_progress(prepared_.version) != PatchProgress::kBuilding;
}

/// In a rehearsal, to the end of the checks.
Outcome Conductor::commit_patch(const Call& call, Fade fade) {
  auto description = call.patches.describe();
  if (!description) return Outcome::failed(description.reason());
  description->fade_frames = fade == Fade::kNone ? 0 : fade_frames();
  // What was prepared was compiled then, and is not compiled again.
  if (!prepared_.description || !same_patch(*prepared_.description, *description)) {
    if (auto compiled = call.patches.compile(); !compiled) {
      return Outcome::failed(compiled.reason());
    }
    prepared_ = {};
    return Outcome::failed("one commit a bundle");
  }
  // A patch that is refused is built anew when it is tried again.
  auto prepared = std::exchange(prepared_, {});
  if (commands_.patch_progress(prepared.version) != PatchProgress::kBuilt) {
    return Outcome::failed("the workers could not build the patch");
  }
  if (call.is_rehearsal) {
    call.patches.commit();
    prepared_ = std::move(prepared);
    return Outcome::done();
  }
  // All that needs memory comes first: where there is none, nothing has changed.
  auto before = std::make_unique<PatchEditor>(scene_.patches);
  before->abort();
  PatchEditor after = scene_.patches;
  after.commit();
  swap_to(prepared.version);
  fade_until_ = cursor_ + description->fade_frames;
  before_swap_ = std::move(before);
  swap_seq_ = last_seq();
  blocked_.clear();
  scene_.patches = std::move(after);
  scene_.held.keep_to(scene_.patches);
  ++draft_revision_;
  scene_.bank.resolve(scene_.patches);
  return Outcome::done(commit_report(*before_swap_, scene_.patches, scene_.bank));
}

}  // namespace chronus::conductor

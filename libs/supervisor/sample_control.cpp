// SPDX-License-Identifier: MIT
#include "supervisor/sample_control.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <new>
#include <set>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/push_moved.hpp"
#include "conductor/dirt_places.hpp"
#include "dirt/event.hpp"
#include "osc/message.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kIdleWait_ns = 500'000'000;
/// Far longer than a worker may lag behind, or a keyframe is kept.
constexpr Frame kKept_s = 60;
/// For each folder, while the music plays and others wait for the loader.
constexpr std::chrono::seconds kLookLimit{5};
/// That wait to be read: so many answers there is room for.
constexpr std::size_t kMostLoading = 8'000;

/// Names and paths that a score has, each once.
struct Named {
  std::set<std::string> names;
  std::set<std::string> paths;
};

/// The file that an event of SuperDirt's protocol plays; what its name lacks is told when it is
/// played.
void add_event(const std::vector<osc::Arg>& args, Named* named) {
  const auto read = dirt::read_event(args, dirt::Busses());
  if (!read) return;
  const double n = std::max(0.0, read->event.n.value_or(0.0));
  const auto whole = static_cast<std::uint64_t>(std::min(n, 1e9));
  named->names.insert(read->event.sound + ":" + std::to_string(whole));
}

Named named_by(const score::Score& score) {
  Named named;
  for (const auto& event : score.events) {
    const auto& [address, args] = event.message;
    const auto text = [&args = args](std::size_t index) {
      const auto* found = index < args.size() ? osc::as_string(args[index]) : nullptr;
      return found == nullptr ? std::string() : *found;
    };
    if (address.root() == "mod" && address.rest() == "sample") named.names.insert(text(0));
    if (conductor::is_dirt_event(address)) add_event(args, &named);
    if (address == "/sample/load") named.paths.insert(text(1));
    if (address == "/journal/sample" && text(0).find(':') != std::string::npos) {
      named.names.insert(text(0));
    }
  }
  return named;
}

conductor::Sample sample_of(const samples::ReadSample& read) {
  conductor::Sample sample;
  sample.file = read.file;
  sample.hash = read.hash;
  sample.number = read.number;
  sample.channels = read.channels;
  sample.frames = read.frames;
  sample.source_rate = read.source_rate;
  return sample;
}

}  // namespace

SampleControl::SampleControl(std::unique_ptr<samples::Library> library, const StreamFormat& format)
    : library_(std::move(library)),
      format_(format),
      banks_(std::make_shared<const samples::Banks>(library_->banks())),
      looks_(format.rate) {}

Result<std::unique_ptr<SampleControl>> SampleControl::create(samples::Library::Settings settings,
                                                             const StreamFormat& format) {
  auto library = samples::Library::create(std::move(settings));
  if (!library) return library.error();
  return std::unique_ptr<SampleControl>(new SampleControl(std::move(*library), format));
}

SampleControl::~SampleControl() { (void)end_within(std::chrono::nanoseconds(0)); }

void SampleControl::prepare(const score::Score& score) {
  look(samples::Loader::kUsualLimit);
  banks_ = handed_ = std::make_shared<const samples::Banks>(library_->banks());
  const auto have_read = [this](const Result<std::string>& file) {
    if (!file || at_hand_.contains(*file) || refused_.contains(*file)) return;
    if (auto sample = read(*file)) {
      at_hand_.emplace(*file, std::move(*sample));
    } else {
      refused_.emplace(*file, sample.reason());
    }
  };
  const auto named = named_by(score);
  for (const auto& name : named.names) {
    if (const auto whole = whole_name(name)) have_read(file_of(*whole));
  }
  for (const auto& path : named.paths) have_read(file_at(path));
}

void SampleControl::start_thread() {
  thread_.start("samples", [this](const std::stop_token& stop) {
    const auto next = [this] {
      return requests_.consume_one([this](Request& request) { serve(std::exchange(request, {})); });
    };
    while (!stop.stop_requested()) {
      const std::uint32_t seen = wake_.look();
      while (!stop.stop_requested() && next()) {
      }
      wake_.wait(seen, kIdleWait_ns);
    }
  });
}

bool SampleControl::end_within(std::chrono::nanoseconds limit) {
  thread_.request_stop();
  library_->loader().give_up();
  wake_.wake();
  return thread_.has_ended_within(limit);
}

Result<std::string> SampleControl::whole_name(std::string_view name) const {
  return banks_->whole_name(name);
}

Result<std::string> SampleControl::file_of(const std::string& whole) const {
  const auto* file = banks_->file_of(whole);
  return file == nullptr ? Result<std::string>(Error{"no sample '" + whole + "'"}) : *file;
}

Result<std::string> SampleControl::file_at(const std::string& path) const {
  return banks_->path_in_folders(path);
}

Result<const conductor::Sample*> SampleControl::at_hand(const std::string& file, bool is_score) {
  if (const auto found = at_hand_.find(file); found != at_hand_.end()) return &found->second;
  if (!is_score) return nullptr;
  const auto refused = refused_.find(file);
  return Error{refused != refused_.end() ? refused->second
                                         : file + ": was not read before the score began"};
}

Status SampleControl::fetch(conductor::SampleFetch fetch) {
  if (loading_ >= kMostLoading) return Error{"too many samples wait to be read"};
  Request request;
  request.fetch = std::move(fetch);
  if (auto taken = hand_over(std::move(request)); !taken) return taken;
  ++loading_;
  return {};
}

Status SampleControl::hand_over(Request request) {
  if (!push_moved(requests_, std::move(request))) return Error{"too many samples wait to be read"};
  wake_.wake();
  return {};
}

void SampleControl::look_for(conductor::SampleFetch fetch) {
  if (!looks_.join(std::move(fetch))) return;
  Request request;
  request.kind = Request::Kind::kLook;
  if (!hand_over(std::move(request))) looks_.end({});
}

bool SampleControl::take_looked(conductor::SampleFetched* fetched) {
  auto looked = looks_.next();
  if (looked) *fetched = {std::move(*looked), {}};
  return looked.has_value();
}

bool SampleControl::take(conductor::SampleFetched* fetched) {
  if (take_looked(fetched)) return true;
  Answer answer;
  while (answers_.pop(answer)) {
    if (answer.look_took) {
      if (answer.banks) banks_ = std::move(answer.banks);
      looks_.end(*answer.look_took);
      if (take_looked(fetched)) return true;
      continue;
    }
    const bool is_leaving = std::any_of(leaving_.begin(), leaving_.end(), [&](const auto& one) {
      return one.number == answer.sample.number;
    });
    *fetched = std::move(answer.fetched);
    --loading_;
    if (fetched->problem.empty() && is_leaving) {
      // Let go while another waited for it: it is read anew.
      const std::string file = fetched->fetch.file;
      if (auto again = fetch(std::move(fetched->fetch)); again) continue;
      fetched->problem = file + ": too many samples wait to be read";
    } else if (fetched->problem.empty()) {
      at_hand_.insert_or_assign(fetched->fetch.file, std::move(answer.sample));
    }
    return true;
  }
  return false;
}

void SampleControl::let_go(const conductor::Sample& sample, Frame now) {
  at_hand_.erase(sample.file);
  leaving_.push_back({sample.number, now + kKept_s * format_.rate});
  Request request;
  request.kind = Request::Kind::kForget;
  request.file = sample.file;
  (void)hand_over(std::move(request));
}

void SampleControl::come_to(Frame horizon) {
  looks_.come_to(horizon);
  while (!leaving_.empty() && leaving_.front().due <= horizon) {
    Request request;
    request.kind = Request::Kind::kRemove;
    request.number = leaving_.front().number;
    if (!hand_over(std::move(request))) return;
    leaving_.pop_front();
  }
}

std::vector<conductor::SampleDoor::Bank> SampleControl::banks() const {
  std::vector<Bank> told;
  for (const auto& [name, files] : banks_->all()) told.push_back({name, files.size()});
  return told;
}

conductor::SampleDoor::Facts SampleControl::facts() const {
  return {bytes_.load(std::memory_order_relaxed), library_->store().most_bytes(), loading_,
          library_->loader().deaths()};
}

Result<conductor::Sample> SampleControl::read(const std::string& file) {
  if (const auto known = read_.find(file); known != read_.end()) return known->second;
  const auto fresh = library_->read(file);
  if (!fresh) return fresh.error();
  note_bytes();
  try {
    return read_.emplace(file, sample_of(*fresh)).first->second;
  } catch (const std::bad_alloc&) {
    library_->store().remove(fresh->number);  // nobody knows of it
    throw;
  }
}

void SampleControl::look(std::chrono::milliseconds limit) {
  const auto looked = library_->look(limit);
  const std::string problem = looked ? std::string() : looked.reason();
  if (!problem.empty() && problem != not_looked_) spdlog::warn("samples: {}", problem);
  not_looked_ = problem;
}

/// Null where there is nothing new.
SampleControl::Known SampleControl::look_again() {
  look(kLookLimit);
  const std::size_t more = library_->banks().all().size() - handed_->all().size();
  if (more == 0) return nullptr;
  auto found = std::make_shared<const samples::Banks>(library_->banks());
  spdlog::info("samples: {} more bank{}", more, more == 1 ? "" : "s");
  // The conductor has let go of those before these, since it asks for one look at a time.
  before_ = std::exchange(handed_, std::move(found));
  return handed_;
}

void SampleControl::note_bytes() {
  bytes_.store(library_->store().used_bytes(), std::memory_order_relaxed);
}

/// Nothing is thrown out of it: what memory does not do for is refused, and comes to an end for
/// whoever waits for it.
void SampleControl::serve(Request request) {
  if (request.kind == Request::Kind::kForget) {
    read_.erase(request.file);
  } else if (request.kind == Request::Kind::kRemove) {
    // Where memory fails its room is taken until the end.
    (void)as_memory_allows([&] { library_->store().remove(request.number); });
    note_bytes();
  } else if (request.kind == Request::Kind::kLook) {
    Answer answer;
    const auto began = std::chrono::steady_clock::now();
    (void)as_memory_allows([&] { answer.banks = look_again(); });
    answer.look_took = std::chrono::steady_clock::now() - began;
    push_moved(answers_, std::move(answer));
  } else {
    answer(std::move(request.fetch));
  }
}

void SampleControl::answer(conductor::SampleFetch fetch) {
  Answer answer;
  const bool is_read = as_memory_allows([&] {
    if (auto sample = read(fetch.file)) {
      answer.sample = std::move(*sample);
    } else {
      answer.fetched.problem = sample.reason();
    }
  });
  if (!is_read) answer.fetched.problem = "out of memory";  // a string has room for it
  answer.fetched.fetch = std::move(fetch);
  push_moved(answers_, std::move(answer));
}

}  // namespace chronus::supervisor

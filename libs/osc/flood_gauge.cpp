// SPDX-License-Identifier: MIT
#include "osc/flood_gauge.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace chronus::osc {
namespace {

/// What the kernel books for a datagram beside its bytes, about.
constexpr double kOverhead_bytes = 1'024.0;
/// A filter is not made anew for a smaller change of a part.
constexpr double kWorthAChange = 0.2;
/// What a flood is measured by at least.
constexpr std::int64_t kShortest_ns = 1'000'000;
/// So that one that stops flooding is noticed.
constexpr double kLeastPart = 1.0 / 1'024.0;

bool differ(const std::vector<Thinned>& a, const std::vector<Thinned>& b) {
  return !std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.sender == y.sender && std::abs(x.part - y.part) <= kWorthAChange * x.part;
  });
}

}  // namespace

FloodGauge::Place* FloodGauge::place_of(const Endpoint& sender) {
  if (places_[last_].datagrams > 0.0 && places_[last_].sender == sender) return &places_[last_];
  const auto is_used = [](const Place& place) { return place.datagrams > 0.0 || place.debt > 0.0; };
  std::size_t free = kPlaces;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    if (!is_used(places_[i])) {
      free = std::min(free, i);
    } else if (places_[i].sender == sender) {
      return &places_[last_ = i];
    }
  }
  if (free == kPlaces) return nullptr;
  places_[free] = Place{.sender = sender};
  return &places_[last_ = free];
}

void FloodGauge::heard(const Endpoint& sender, std::size_t bytes, std::int64_t now_ns) {
  const bool has_company = !solitude_.is_alone(sender, now_ns);
  Place* const place = place_of(sender);
  if (place == nullptr) {
    for (Place& other : places_) {
      const double kept = std::max(0.0, other.datagrams - 1.0) / std::max(1.0, other.datagrams);
      other.datagrams *= kept;
      other.windows *= kept;
    }
    return;
  }
  place->datagrams += 1.0;
  const double held_bytes = static_cast<double>(bytes) + kOverhead_bytes;
  place->windows += std::max(1.0 / kMostDatagrams, held_bytes / most_bytes_);
  place->had_company |= has_company;
  const bool is_beyond = place->debt + place->windows > kBurstWindows + 1.0;
  is_urgent_ |= is_beyond && has_company && part_of(sender) == 1.0;
}

double FloodGauge::part_of(const Endpoint& sender) const {
  const auto found = std::find_if(thinned_.begin(), thinned_.end(),
                                  [&](const Thinned& thinned) { return thinned.sender == sender; });
  return found == thinned_.end() ? 1.0 : found->part;
}

bool FloodGauge::turn(std::int64_t now_ns, std::vector<Endpoint>* newly) {
  if (now_ns - began_ns_ < (is_urgent_ ? kShortest_ns : kWindow_ns)) return false;
  is_urgent_ = false;
  const double windows = static_cast<double>(now_ns - std::exchange(began_ns_, now_ns)) /
                         static_cast<double>(kWindow_ns);
  std::vector<std::pair<double, Thinned>> floods;
  for (Place& place : places_) {
    // What it has sent, by what came through.
    const double sent = place.windows / part_of(place.sender);
    place.debt = std::clamp(place.debt + sent - windows, 0.0, kBurstWindows + 1.0);
    if (place.debt > kBurstWindows && place.had_company && sent > windows) {
      floods.push_back({sent, {place.sender, std::max(kLeastPart, windows / sent)}});
    }
    place.datagrams = place.windows = 0.0;
    place.had_company = false;
  }
  std::sort(floods.begin(), floods.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  if (floods.size() > kMostThinned) floods.resize(kMostThinned);
  std::vector<Thinned> thinned;
  for (const auto& [sent, flood] : floods) thinned.push_back(flood);
  std::sort(thinned.begin(), thinned.end(),
            [](const Thinned& a, const Thinned& b) { return a.sender < b.sender; });
  if (!differ(thinned, thinned_)) return false;
  for (const Thinned& one : thinned) {
    if (newly != nullptr && part_of(one.sender) == 1.0) newly->push_back(one.sender);
  }
  thinned_ = std::move(thinned);
  return true;
}

}  // namespace chronus::osc

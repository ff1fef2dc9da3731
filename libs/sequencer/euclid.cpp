// SPDX-License-Identifier: MIT
#include "sequencer/euclid.hpp"

namespace chronus::sequencer {

// E. Bjorklund, "The Theory of Rep-Rate Pattern Generation in the SNS Timing System" (2003): two
// kinds of group, the rarer dealt out behind the more frequent, until one is left over. The rests
// are dealt out even when there is only one.
Pattern euclid(int pulses, int steps, int rotation) {
  Pattern head{kHitVelocity};
  Pattern tail{kRestVelocity};
  int heads = pulses;
  int tails = steps - pulses;
  for (bool dealt = false; heads > 0 && tails > (dealt ? 1 : 0); dealt = true) {
    Pattern longer = head;
    longer.insert(longer.end(), tail.begin(), tail.end());
    const int pairs = heads < tails ? heads : tails;
    if (heads > tails) tail = head;
    tails = heads + tails - 2 * pairs;
    heads = pairs;
    head = longer;
  }
  Pattern pattern;
  pattern.reserve(static_cast<std::size_t>(steps));
  for (int i = 0; i < heads; ++i) pattern.insert(pattern.end(), head.begin(), head.end());
  for (int i = 0; i < tails; ++i) pattern.insert(pattern.end(), tail.begin(), tail.end());
  rotate_right(pattern, rotation);
  return pattern;
}

}  // namespace chronus::sequencer

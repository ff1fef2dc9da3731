// SPDX-License-Identifier: MIT
#include "supervisor/keyframe_claim.hpp"

#include "engine/keyframe.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::supervisor {

bool is_credible(const KeyframeClaim& claim, const KeyframeBounds& bounds,
                 const StreamFormat& format) {
  if (claim.frame < 0 || claim.frame > bounds.horizon) return false;
  if (claim.frame % format.block_frames != 0) return false;
  if (claim.seq > bounds.last_seq) return false;
  // The standby may be behind the worker that gave the last one.
  if (claim.frame >= bounds.kept_frame && claim.seq < bounds.kept_seq) return false;
  const auto header = engine::read_header(claim.bytes, format);
  return header && header->frame == claim.frame &&
         header->checksum == engine::keyframe_checksum(claim.bytes) &&
         claim.sum == ipc::keyframe_claim_sum(claim.request, claim.bytes.size(), claim.frame,
                                              claim.seq, header->checksum);
}

}  // namespace chronus::supervisor

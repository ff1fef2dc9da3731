// SPDX-License-Identifier: MIT
#pragma once

#include "services/record/record.hpp"
#include "supervisor/recording_control.hpp"
#include "supervisor/status_board.hpp"

namespace chronus::supervisor {

/// What `/record` asks for goes to the control, which answers. Conductor thread.
class LiveRecordings final : public services::Recordings {
 public:
  LiveRecordings(RecordingControl& control, const StatusBoard& board)
      : recording_control_(control), board_(board) {}

  Status start(const conductor::Sender& sender, const osc::Message& message,
               const services::Take& take, Frame from) override {
    return recording_control_.start(sender, message, take, from);
  }
  Status stop(const conductor::Sender& sender, const osc::Message& message, Frame at) override {
    return recording_control_.stop(sender, message, at);
  }
  bool next_mark(services::RecordMark* mark) override { return recording_control_.next_mark(mark); }
  conductor::JsonText status() const override {
    return [&board = board_] { return board.record_json(); };
  }

 private:
  RecordingControl& recording_control_;
  const StatusBoard& board_;
};

}  // namespace chronus::supervisor

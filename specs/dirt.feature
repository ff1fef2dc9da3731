# SPDX-License-Identifier: MIT
Feature: A live coder's events are heard as SuperDirt would play them
  Tidal, Strudel and Sardine send events as pairs of a key and a value. They need no patch and no set-up: what an event
  names is there when it is heard, on its frame. The kit that is shipped has banks bd and sn, synths are known by name.

  Scenario: An event sounds on its frame, and nothing had to be made for it
    Given the score
      """
      0.5 /dirt/play s bd amp 1.0 pan 0.0 legato 0.25 delta 0.5
      1.0 /dirt/play s sn amp 1.0 pan 0.0 legato 0.25 delta 0.5 orbit 5
      """
    When it plays for 1.5 seconds
    Then sounds begin on the left on the frames 24000 48000

  Scenario: What is not known of an event is passed over
    Given the score
      """
      0.25 /dirt/play _id_ 1 colour blue s bd pan 0.0
      """
    When it plays for 0.5 seconds
    Then sounds begin on the left on the frames 12000

  Scenario: A synth is played by its name
    Given the score
      """
      0.25 /dirt/play s superkick note 0 sustain 0.2 pan 0.0
      """
    When it plays for 1 seconds
    Then sounds begin on the left on the frames 12000

  Scenario: A set of events is the journal's rendering
    Given an engine that records all
    When these are streamed
      """
      /dirt/play s bd n 0 room 0.3 size 0.8
      /dirt/play s sn n 0 orbit 1 delay 0.4 delaytime 0.1 delayfeedback 0.5
      /dirt/play s superpiano note 7 orbit 2 sustain 0.3
      """
    And it has played 48000 frames more
    Then the recording is the journal's rendering, sample for sample

  Scenario: A bank that is missing is told
    Given a running engine
    When I send /dirt/play s nosuchbank
    Then it is refused: "no bank or synth 'nosuchbank'"

  Scenario: A value that is no number is told by its key
    Given a running engine
    When I send /dirt/play s bd speed fast
    Then it is refused: "speed must be a number, or a bus as in c5: 'fast'"

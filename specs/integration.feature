# SPDX-License-Identifier: MIT
Feature: A set from its first message to its last recording
  All of it together: patches that are built while I play, sequencers, bundles, files. What I type, what
  I read in the documentation and what I wrote years ago still plays.

  Scenario: The older vocabulary plays as it always did
    Given the score
      """
      /patch/create osc1 simple_sine
      /patch/create env1 adsr
      /patch/create filt1 biquad_filter
      /patch/connect osc1 env1
      /patch/connect env1 filt1
      /patch/connect filt1 output
      /patch/commit
      /mod/osc1/frequency 433.1
      /mod/filt1/freq 4000
      /mod/filt1/resonance 0.7
      /mod/filt1/filter_mode 0
      /mod/env1/attack 0.002
      /mod/env1/decay 0.01
      /mod/env1/release 0.01
      /seq/create kick
      /seq/config kick 120 16 16
      /seq/pattern kick "x...x...x...x..."
      /seq/param_lane kick freq "433.1 0 0 0"
      /seq/assign kick gate env1
      /seq/assign kick param osc1 freq
      /seq/gate_len kick 0.5
      /seq/start kick
      1 /seq/bpm kick 140
      1.2 /seq/reset kick
      1.5 /seq/reset_all
      2 /seq/stop kick
      """
    When it plays for 2.5 seconds
    # At 120 BPM up to step 8 on frame 48000, then 5142.86 frames a step. The resets make the steps
    # due on frames 58286 and 73714 step 0. A sine's very first sample is a zero.
    Then sounds begin on the left on the frames 1, 24000, 48000, 58286, 73714, 94286

  Scenario: What older clients mean is taken as they mean it where they are served
    Given the score
      """
      /classic 1
      /patch/create osc1 sine
      /patch/connect osc1 output
      /patch/commit
      0.1 /patch/create osc1 sine
      0.1 /patch/create env1 adsr
      0.1 /patch/connect osc1 env1
      0.1 /patch/connect env1 output
      0.1 /patch/commit
      0.1 /mod/env1/attack 2
      0.1 /mod/env1/release 10
      1 /gate/env1 1
      """
    When it plays for 1.5 seconds
    # The second patch began from nothing: what led past the envelope is gone. A sine's first sample is a zero.
    Then sounds begin on the left on the frames 1, 48001

  Scenario: A patch that plays is edited by the next message that means it
    Given the score
      """
      /patch/create osc1 sine
      /patch/create env1 adsr
      /patch/connect osc1 env1
      /patch/connect env1 output
      /patch/commit
      0.5 /patch/create pop hat
      0.5 /patch/connect pop output
      0.5 /patch/commit
      1 /gate/env1 1
      """
    When it plays for 1.5 seconds
    Then sounds begin on the left on the frames 48001

  Scenario: A panic is silence, and what is played after it sounds
    Given the score
      """
      /patch/create hiss noise
      /patch/create env1 adsr
      /patch/create echo delay
      /patch/connect hiss env1
      /patch/connect env1 echo
      /patch/connect echo output
      /patch/commit
      /mod/echo/feedback 0.95
      /mod/env1/release 10
      /seq/create kick
      /seq/assign kick gate env1
      /seq/start kick
      1 /panic
      2 /gate/env1 1
      """
    When it is played live for 2.5 seconds
    Then sounds begin on the left on the frames 0, 96000
    And its rendering has the same samples

  Scenario: The sound that is there before any patch is
    Given an engine of its own
    When these are streamed
      """
      /mod/sine1/freq 330
      /mod/adsr1/attack 0.01
      /mod/filter1/cutoff 2000
      /gate/adsr1 1
      /gate/adsr1 0
      """
    Then nothing is refused

  Scenario: The minute of music that the README promises
    Given an engine of its own
    When every message of the README's minute is sent
    Then all of them are done
    And the last recording of it holds sound, and nothing beyond full scale

  Scenario Outline: A groove of the documentation plays: <groove>
    When the example <groove> is rendered
    Then it sounds all the way, and nothing is beyond full scale

    Examples:
      | groove            |
      | four_on_the_floor |
      | two_step          |
      | amen              |
      | son_clave         |
      | bossa             |
      | dembow            |
      | footwork          |
      | seven_eight       |
      | polymeter         |
      | acid              |
      | chords            |
      | demo              |

  Scenario: What I play live can be rendered again from its journal
    Given an engine that records all
    And these are sent
      """
      /patch/create osc1 osc
      /patch/create env1 adsr
      /patch/connect osc1 env1
      /patch/connect env1 output
      /patch/commit
      /seq/create line
      /seq/config line 171.3 16 16
      /seq/pattern line "x.xx..Xx"
      /seq/param_lane line note "a2 . c3 e3"
      /seq/assign line gate env1
      /seq/assign line param osc1 note freq
      /seq/start line
      """
    When it has played 12000 frames more
    And these are sent
      """
      /seq/bpm line 93.3
      /seq/prob line 60
      /seq/ratchet line . 3
      /patch/edit
      /patch/create low kick
      /patch/connect low output
      /patch/commit
      /seq/create beat
      /seq/euclid beat 5 8
      /seq/assign beat gate low
      /seq/start beat
      """
    And it has played 12000 frames more
    And these are sent
      """
      /transport/bpm 144
      /seq/follow line
      /seq/swing * 60
      /seq/reset_all
      """
    And it has played 24000 frames more
    Then the recording is the journal's rendering, sample for sample

  Scenario: The block size of an engine changes no sample
    Given the clicks kick and hat
    And the tone t
    And the score
      """
      /seq/create kick
      /seq/config kick 133.7 16 16
      /seq/pattern kick X..x..3.x
      /seq/assign kick gate kick
      /seq/create hat
      /seq/euclid hat 7 12
      /seq/swing hat 61.3
      /seq/param_lane hat note "a3 c4 e4"
      /seq/assign hat gate hat
      /seq/assign hat param t note freq
      /seq/start_all
      """
    When it is played live for 1 seconds
    Then it has the same samples in blocks of 16, 96, 128, 333 and 1024 frames

  Scenario: A patch is edited under a sequencer that plays on
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/pattern kick x..x..x.x..x..x.
      /seq/assign kick gate kick
      /seq/start kick
      0.2 /patch/edit
      0.2 /patch/create new sine
      0.2 /patch/connect new output.2
      0.2 /patch/delete hat
      0.2 /patch/commit
      """
    When it plays for 2 seconds
    Then kick is heard as "x..x..x.x..x..x."
    And hat sounds from frame 9600 on

  Scenario: All of a bundle is heard on one frame
    Given an engine with the clicks kick, hat and clave, that records all
    When these are sent 20 times in one bundle, 4800 frames apart
      """
      /gate/kick 1
      /gate/hat 1
      /gate/clave 1
      """
    Then kick is heard 20 times
    And kick and hat sound on the same frames
    And kick and clave sound on the same frames

  Scenario: A time tag is kept to the frame
    Given an engine with the clicks kick and hat, that records all
    When kick is struck by bundles that are due 0, 9600, 14401 and 24011 frames from a moment on
    Then kick sounds on these frames, counted from the first

  Scenario: A bundle that comes too late plays at once and is counted
    Given an engine with the clicks kick and hat, that records all
    When a gate for kick comes 3 seconds late
    Then kick is heard 1 times
    And /status counts 1 late command

  Scenario: A bundle for an hour from now is refused
    Given an engine with the clicks kick and hat, that records all
    When a gate for kick comes for 3600 seconds from now
    Then it is refused, and kick is heard 0 times

  Scenario: A subscriber sees each step, and none after it has left
    Given an engine of its own
    And the sequencer kick
    When I send /notify 1 step
    And I send /seq/start kick
    Then 8 events "step" come
    When I send /notify 0
    Then no more events come

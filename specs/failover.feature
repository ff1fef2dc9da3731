# SPDX-License-Identifier: MIT
Feature: A crash is not heard
  Two workers compute the same music. I may lose one in the middle of a bar, or both, and the recording
  is sample for sample the one of a night on which nothing went wrong.

  The music has all that could get lost on the way: chances, ratchets, conditions, swing, ties,
  envelopes that ring on, an echo, noise.

  Background:
    Given the score
      """
      /patch/create osc1 osc
      /patch/create env1 adsr
      /patch/create filt1 biquad
      /patch/create hiss noise
      /patch/create env2 adsr
      /patch/create beat kick
      /patch/create echo delay
      /patch/create d drill
      /patch/connect osc1 env1
      /patch/connect env1 filt1
      /patch/connect filt1 echo
      /patch/connect hiss env2
      /patch/connect env2 echo
      /patch/connect beat echo
      /patch/connect echo d
      /patch/connect d output
      /patch/commit
      /mod/env1/release 0.6
      /mod/osc1/glide 0.08
      /seq/create line
      /seq/bpm line 133.7
      /seq/pattern line "x..x-.X.x-x3..x7"
      /seq/param_lane line note "c3 . . eb3 g3 . g3 . c4 bb3 . . . g3 ."
      /seq/prob line ". . . 60 . . 80 . 50"
      /seq/ratchet line ". . . . . . 3 . . . 2"
      /seq/assign line gate env1
      /seq/assign line param osc1 note freq
      /seq/create hat
      /seq/config hat 133.7 12 16
      /seq/pattern hat "5.3.5.3.5.3X"
      /seq/swing hat 61.3
      /seq/cond hat ". . 1:2 . PRE . . . 2:3 . . !1ST"
      /seq/assign hat gate env2
      /seq/create kick
      /seq/bpm kick 133.7
      /seq/euclid kick 5 16
      /seq/nudge kick 0 0.04 . -0.1
      /seq/assign kick gate beat
      /seq/start_all
      """

  Scenario: Twenty kills, of one worker and then the other
    Given it is being played and recorded
    When a worker is killed 20 times, in turn, each time that both are ready
    And the engine has played on for half a second and is ended
    Then no frame was lost and 20 workers died
    And each sample is that of the score's rendering

  Scenario: The same music in blocks of another size, with a short lead
    Given it is being played and recorded with "--block 256 --lead 2"
    When a worker is killed 6 times, in turn, each time that both are ready
    And the engine has played on for half a second and is ended
    Then each sample is that of the score's rendering

  Scenario Outline: The worker that is heard gets a <signal>
    Given it is being played and recorded
    When the worker that is heard gets a <signal>
    And the engine has played on for half a second and is ended
    Then no frame was lost and 1 workers died
    And failovers is 1
    And each sample is that of the score's rendering

    Examples:
      | signal  |
      | SIGKILL |
      | SIGSEGV |
      | SIGABRT |
      | SIGSTOP |

  Scenario: Both workers are killed at once
    Given it is being played and recorded
    When both workers are killed at once
    And the engine has played on for half a second and is ended
    Then less than half a second was lost and 2 workers died
    And each sample is that of the score's rendering

  Scenario: Workers are replaced on purpose, in the middle of the music
    Given it is being played and recorded
    When each worker is restarted with /worker/restart
    And the engine has played on for half a second and is ended
    Then no frame was lost
    And both workers are new
    And each sample is that of the score's rendering

  Scenario: A drill over OSC is a kill like any other
    Given it is being played and recorded
    When each worker is killed with /worker/kill
    And the engine has played on for half a second and is ended
    Then no frame was lost and 2 workers died
    And both workers are new
    And each sample is that of the score's rendering

  Scenario Outline: <message> is refused of an engine started with "<options>"
    Given an engine started with "<options>"
    When I send <message>
    Then it is refused: "<reason>"
    And both workers are the ones that there were

    Examples:
      | options       | message           | reason |
      | --lead 4      | /worker/kill 0    | drills |
      | --lead 4      | /worker/restart 2 | slot   |
      | --lead 4      | /worker/restart   | usage  |
      | --drills      | /worker/kill 2    | slot   |
      | --drills      | /worker/kill -1   | slot   |
      | --drills      | /worker/kill      | usage  |

  Scenario: With a warm standby one worker plays, and the next one takes over from its keyframe
    Given it is being played and recorded with "--standby warm"
    Then one worker is ready and a spare waits
    # Two deaths. Of more within six seconds each restore gives up a little more of what might have
    # killed, up to beginning afresh with the patch alone: those are not exact, on purpose.
    When the worker that is heard is killed 2 times, each time that a spare waits
    And the engine has played on for half a second and is ended
    Then less than half a second was lost and 2 workers died
    And each sample is that of the score's rendering

  Scenario: What was played while workers died can be played again
    Given it is being played and recorded
    When I play on filt1 and line while a worker is killed 4 times
    And the engine has played on for half a second and is ended
    Then no frame was lost
    And each sample is that of its journal's rendering

  Scenario: I am told what happens
    Given it is being played and recorded
    And I have sent /notify 1
    When the worker that is heard gets a SIGKILL
    Then an event of the kind "failover" comes
    And an event of the kind "worker" comes

  Scenario: The engine leaves no worker behind, killed itself or not
    Given it is being played and recorded
    When the engine itself is killed
    Then its workers end with it

# SPDX-License-Identifier: MIT
Feature: A command that kills is put aside
  A module may have a fault that waits for one gate. The worker that meets it first is lost; the other
  one never sees that gate. I am told which of my messages it was, and nothing else is missing.

  A drill is such a module: its mode is the fault, its gate strikes. The music has no other command
  near the gate but where a scenario says so: that is where the wrong one could be blamed.

  A hang is told from a late worker by the processor time it burns. The lead is the time there is to see
  that before the other worker must go on: these have more than the default, for a machine that others
  use as well.

  Background:
    Given the score
      """
      /patch/create osc1 osc
      /patch/create env1 adsr
      /patch/create hiss noise
      /patch/create env2 adsr
      /patch/create echo delay
      /patch/create d drill
      /patch/connect osc1 env1
      /patch/connect hiss env2
      /patch/connect env1 echo
      /patch/connect env2 echo
      /patch/connect echo d
      /patch/connect d output
      /patch/commit
      /mod/env1/release 0.6
      /seq/create line
      /seq/pattern line "x.3xX.x7"
      /seq/steps line 8
      /seq/param_lane line note "c3 . . eb3 g3 . g3 ."
      /seq/prob line ". . 60 . . . 80"
      /seq/assign line gate env1
      /seq/assign line param osc1 note freq
      /seq/start line
      """

  Scenario Outline: A gate that <fault>
    Given it is being played and recorded with "--lead 16"
    When I set /mod/d/mode to <mode> and send /gate/d 1
    Then the answer to it is a refusal: "quarantined: <reason>"
    When both workers are ready again
    And the engine has played on for half a second and is ended
    Then no frame was lost and 1 workers died
    And quarantined is 1
    And failovers is 1
    And each sample is that of the score's rendering

    Examples:
      | fault            | mode | reason              |
      | crashes a worker | 1    | it killed a worker  |
      | hangs a worker   | 2    | it hangs a worker   |
      | makes NaN        | 3    | it                  |

  Scenario: After a quarantine everything is taken again, the drill's gate as well
    Given it is being played and recorded with "--lead 16"
    When I set /mod/d/mode to 1 and send /gate/d 1
    Then the answer to it is a refusal: "quarantined"
    When both workers are ready again
    And I set /mod/d/mode to 0 and send /gate/d 1, which is taken
    And the engine has played on for half a second and is ended
    Then no frame was lost and 1 workers died
    And each sample is that of the score's rendering

  Scenario: The same fault again is put aside again
    Given it is being played and recorded with "--lead 16"
    When I set /mod/d/mode to 1 and send /gate/d 1
    Then the answer to it is a refusal: "quarantined"
    When both workers are ready again
    And I set /mod/d/mode to 2 and send /gate/d 1
    Then the answer to it is a refusal: "quarantined"
    When both workers are ready again
    And the engine has played on for half a second and is ended
    Then no frame was lost and 2 workers died
    And quarantined is 2
    And each sample is that of the score's rendering

  Scenario Outline: What comes right behind the gate that <fault> is not blamed for it
    Given it is being played and recorded with "--lead 16"
    When I set /mod/d/mode to <mode> and send /gate/d 1 and /gate/env2 1 in one bundle
    Then /gate/d alone is refused
    When both workers are ready again
    And the engine has played on for half a second and is ended
    Then no frame was lost and 1 workers died
    And quarantined is 1

    Examples:
      | fault            | mode |
      | crashes a worker | 1    |
      | hangs a worker   | 2    |
      | makes NaN        | 3    |

  Scenario Outline: A set with a gate that <fault> can be played again from its journal
    Given it is being played and recorded with "--lead 16"
    When I set /mod/d/mode to <mode> and send /gate/d 1 and /gate/env2 1 in one bundle
    Then /gate/d alone is refused
    When both workers are ready again
    And the engine has played on for half a second and is ended
    Then each sample is that of its journal's rendering

    Examples:
      | fault            | mode |
      | crashes a worker | 1    |
      | hangs a worker   | 2    |
      | makes NaN        | 3    |

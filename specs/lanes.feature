# SPDX-License-Identifier: MIT
Feature: A lane moves a parameter, step by step
  Beside its pattern a sequencer has lanes: one value a step, that drive any parameter of any module.
  A lane called "note" speaks in notes. I hear each value on the sample of its step.

  A voltage is a channel that holds the value it was given, a tone a sine that never stops. A step is
  6000 frames; a voltage glides for a few milliseconds, so it is read where the step ends.

  Scenario Outline: Values may be one string or many words: <values>
    Given the voltage v
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/param_lane line offset <values>
      /seq/assign line param v offset
      /seq/start line
      """
    When it plays for 1 second
    Then v reads <heard> at the end of each step

    Examples:
      | values              | heard                         |
      | "1 2 3 4"           | 1, 2, 3, 4, 1, 2, 3, 4        |
      | "1,2,3,4"           | 1, 2, 3, 4, 1, 2, 3, 4        |
      | "1, 2, 3, 4"        | 1, 2, 3, 4, 1, 2, 3, 4        |
      | 1 2 3 4             | 1, 2, 3, 4, 1, 2, 3, 4        |
      | 0.5 -2 1e1 .25      | 0.5, -2, 10, 0.25, 0.5        |
      | "1 2"               | 1, 2, 0, 0, 1, 2, 0, 0        |
      | "1 2 3 4 5 6"       | 1, 2, 3, 4, 1, 2, 3, 4        |
      | "3 . _ 1"           | 3, 3, 3, 1, 3, 3, 3, 1        |
      | "3 0 2 0"           | 3, 0, 2, 0, 3, 0, 2, 0        |
      | 7                   | 7, 0, 0, 0, 7, 0, 0, 0        |

  Scenario: Where 0 is no legal value, 0 holds the one before
    Given the tone t
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/param_lane line freq "200 0 300.5"
      /seq/assign line param t freq
      /seq/start line
      """
    When it plays for 0.75 seconds
    Then t has the pitches 200, 200, 300.5, 300.5, 200, 200

  Scenario Outline: A lane called note is sent as Hz: <notes>
    Given the tone t
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/pattern line xxxx
      /seq/param_lane line note <notes>
      /seq/assign line param t note freq
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then t has the pitches <pitches>

    Examples:
      | notes             | pitches                               |
      | "69 57 60 81"     | 440, 220, 261.62557, 880              |
      | 69 57 60 81       | 440, 220, 261.62557, 880              |
      | "a4 a3 c4 a5"     | 440, 220, 261.62557, 880              |
      | "c4 . _ a4"       | 261.62557, 261.62557, 261.62557, 440  |
      | "a4 0 a3 0"       | 440, 440, 220, 220                    |
      | "c#4 db4 eb4 d#4" | 277.18263, 277.18263, 311.12698, 311.12698 |
      | "a4,60"           | 440, 261.62557, 261.62557, 261.62557  |

  Scenario: Notes are sent on steps that sound: a rest has none
    Given the tone t
    And the click env
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/pattern line x.x.
      /seq/param_lane line note "a4 a5 a3 a5"
      /seq/assign line gate env
      /seq/assign line param t note freq
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then t has the pitches 440, 440, 220, 220

  Scenario: Where no gate is driven there is no rest, and every note is sent
    Given the tone t
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/param_lane line note "a4 a5 a3 a5"
      /seq/assign line param t note freq
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then t has the pitches 440, 880, 220, 880

  Scenario: Other lanes move on rests, too
    Given the voltage v
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/pattern line x...
      /seq/param_lane line offset "1 2 3 4"
      /seq/assign line param v offset
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then v reads 1, 2, 3, 4 at the end of each step

  Scenario: A tie sends its note and strikes no gate
    Given the tone t
    And the click env
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/pattern line x--.
      /seq/param_lane line note "a4 a5 a3 ."
      /seq/assign line gate env
      /seq/assign line param t note freq
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then env is heard as "x--."
    And t has the pitches 440, 880, 220, 220

  Scenario: Without a parameter's name the lane's own name is the parameter
    Given the tone t
    And the score
      """
      /seq/create line
      /seq/steps line 2
      /seq/param_lane line frequency "300 400"
      /seq/assign line param t frequency
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then t has the pitches 300, 400, 300, 400

  Scenario: One lane drives several parameters, and several lanes drive one module
    Given the voltages v and w
    And the tone t
    And the score
      """
      /seq/create line
      /seq/steps line 2
      /seq/param_lane line height "1 2"
      /seq/param_lane line pitch "300 400"
      /seq/assign line param v height offset
      /seq/assign line param w height offset
      /seq/assign line param t pitch freq
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then v reads 1, 2, 1, 2 at the end of each step
    And w reads 1, 2, 1, 2 at the end of each step
    And t has the pitches 300, 400, 300, 400

  Scenario: What is taken back leaves the parameter where it was
    Given the voltages v and w
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/param_lane line offset "1 2 3 4"
      /seq/assign line param v offset
      /seq/assign line param w offset
      /seq/start line
      0.3 /seq/unassign line param v offset
      """
    When it plays for 1 second
    Then v reads 1, 2, 3, 3, 3, 3, 3, 3 at the end of each step
    And w reads 1, 2, 3, 4, 1, 2, 3, 4 at the end of each step

  Scenario: A new lane comes whole, with the next cycle
    Given the voltage v
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/param_lane line offset "1 2 3 4"
      /seq/assign line param v offset
      /seq/start line
      0.2 /seq/param_lane line offset "5 6 7 8"
      """
    When it plays for 1 second
    Then v reads 1, 2, 3, 4, 5, 6, 7, 8 at the end of each step

  Scenario: A slide is a tie with a note of its own and glide on the oscillator
    Given the tone t
    And the click env
    And the score
      """
      /mod/t/glide 0.05
      /seq/create line
      /seq/steps line 4
      /seq/pattern line "x-.."
      /seq/param_lane line note "a3 a4 . ."
      /seq/assign line gate env
      /seq/assign line param t note freq
      0.5 /seq/start line
      """
    When it plays for 1 second
    Then t glides from 220 to 440 Hz after frame 30000, and arrives

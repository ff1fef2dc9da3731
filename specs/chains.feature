# SPDX-License-Identifier: MIT
Feature: Chains of patterns, and changes that wait for the bar
  A song is bars in a row. I chain patterns, and I type changes whenever my hands are free: with a
  quantum they come in on the bar that I meant.

  A step is 6000 frames: a sixteenth at 120 BPM; a beat is four of them.

  Scenario: A chain plays its patterns in turn, one cycle each, and comes round
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/chain hat x... xx.. X.X.
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 2.5 seconds
    Then hat is heard as "x... xx.. X.X. x... xx.."

  Scenario: Each pattern of a chain is filled or cut to the step count
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/chain hat x xxxxxxxx
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 1 second
    Then hat is heard as "x... xxxx"

  Scenario: A chain that comes while it plays begins with the next cycle, at its first pattern
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat "3333"
      /seq/assign hat gate hat
      /seq/start hat
      0.7 /seq/chain hat x... xx..
      """
    When it plays for 2.5 seconds
    Then hat is heard as "3333 3333 x... xx.. x..."

  Scenario: A pattern ends a chain
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/chain hat x... xx..
      /seq/assign hat gate hat
      /seq/start hat
      0.6 /seq/pattern hat X.X.
      """
    When it plays for 2 seconds
    Then hat is heard as "x... xx.. X.X. X.X."

  Scenario: A Euclidean rhythm ends a chain
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/chain hat x... xx..
      /seq/assign hat gate hat
      /seq/start hat
      0.6 /seq/euclid hat 3 4
      """
    When it plays for 2 seconds
    Then hat is heard as "x... xx.. x.xx x.xx"

  Scenario: A chain that is turned off ends, and what plays stays
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/chain hat x... xx.. X.X.
      /seq/assign hat gate hat
      /seq/start hat
      0.6 /seq/chain hat off
      """
    When it plays for 2 seconds
    Then hat is heard as "x... xx.. xx.. xx.."

  Scenario: A rotation turns every pattern of the chain
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/chain hat x... xX..
      /seq/rotate hat 1
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 1 second
    Then hat is heard as ".x.. .xX."

  Scenario: A start begins with the chain's first pattern
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/chain hat x... xx..
      /seq/assign hat gate hat
      /seq/start hat
      0.7 /seq/stop hat
      1 /seq/start hat
      """
    When it plays for 2 seconds
    Then hat is heard as "x... xx.. x... xx.."

  Scenario: Sixty-four patterns are a chain, sixty-five are refused
    Given a running engine
    And the sequencer hat
    When a chain of 64 patterns is sent to hat
    Then it is done
    When a chain of 65 patterns is sent to hat
    Then it is refused: "/seq/chain id pattern"
    And nothing has changed

  Scenario Outline: A start waits for the quantum of <beats> beats
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/pattern hat x
      /seq/quantum hat <beats>
      /seq/assign hat gate hat
      0.3 /seq/start hat
      """
    When it plays for 2.1 seconds
    Then hat sounds on the frames <frames>

    Examples:
      | beats | frames |
      | 0     | 18000  |
      | 0.25  | 18000  |
      | 0.5   | 24000  |
      | 1     | 24000  |
      | 2     | 48000  |
      | 4     | 96000  |

  Scenario: A change waits for the quantum, then for its cycle
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat x...
      /seq/quantum hat 4
      /seq/assign hat gate hat
      /seq/start hat
      0.2 /seq/pattern hat X.X.
      """
    When it plays for 3 seconds
    Then hat is heard as "x... x... x... x... X.X. X.X."

  Scenario: A cycle that does not begin on the beat takes the change when it does begin
    # Four beats are sixteen steps; the first cycle of seven behind them begins on step 21.
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 7
      /seq/pattern hat x......
      /seq/quantum hat 4
      /seq/assign hat gate hat
      /seq/start hat
      0.2 /seq/pattern hat X.X....
      """
    When it plays for 3.5 seconds
    Then hat is heard as "x...... x...... x...... X.X...."

  Scenario: Changes that come while one waits go with it
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat xxxx
      /seq/quantum hat 4
      /seq/assign hat gate hat
      /seq/start hat
      0.2 /seq/pattern hat XXXX
      1.7 /seq/prob hat 1 0
      """
    When it plays for 2.5 seconds
    Then hat is heard as "xxxx xxxx xxxx xxxx X.XX"

  Scenario: A quantum of 0 lets a change that waits come with the next cycle
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat x...
      /seq/quantum hat 4
      /seq/assign hat gate hat
      /seq/start hat
      0.2 /seq/pattern hat X.X.
      0.7 /seq/quantum hat 0
      """
    When it plays for 2 seconds
    Then hat is heard as "x... x... X.X. X.X."

  Scenario: What started apart with one quantum is on the bar together
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/pattern * x...x...x...x...
      /seq/quantum * 4
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      0.31 /seq/start kick
      1.77 /seq/start hat
      """
    When it plays for 4 seconds
    Then kick and hat sound on the same frames
    And kick sounds on the frames 96000, 120000, 144000, 168000

  Scenario: What waits is told
    Given a running engine
    And the sequencer hat
    And I have sent /seq/quantum hat 64
    When I send /seq/start hat
    Then it is done
    And the start of hat waits for a multiple of 64 beats

# SPDX-License-Identifier: MIT
Feature: Euclidean rhythms
  As many pulses as I say, as evenly as they go, dealt out as Bjorklund does: the first step is a pulse.

  Scenario Outline: <pulses> of <steps> as Bjorklund deals them out, the first step always a pulse
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/euclid kick <pulses> <steps>
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for <seconds> seconds
    Then kick is heard as "<heard>"

    # As in Toussaint's table, which is where most of their names come from.
    Examples:
      | pulses | steps | heard            | seconds |
      | 5      | 16    | x..x..x..x..x... | 2       |
      | 3      | 8     | x..x..x.         | 1       |
      | 5      | 8     | x.xx.xx.         | 1       |
      | 3      | 4     | x.xx             | 0.5     |
      | 2      | 5     | x.x..            | 0.625   |
      | 2      | 3     | x.x              | 0.375   |
      | 3      | 5     | x.x.x            | 0.625   |
      | 3      | 7     | x.x.x..          | 0.875   |
      | 4      | 7     | x.x.x.x          | 0.875   |
      | 4      | 9     | x.x.x.x..        | 1.125   |
      | 5      | 6     | x.xxxx           | 0.75    |
      | 5      | 7     | x.xx.xx          | 0.875   |
      | 5      | 9     | x.x.x.x.x        | 1.125   |
      | 4      | 11    | x..x..x..x.      | 1.375   |
      | 5      | 11    | x.x.x.x.x..      | 1.375   |
      | 5      | 12    | x..x.x..x.x.     | 1.5     |
      | 7      | 8     | x.xxxxxx         | 1       |
      | 7      | 12    | x.xx.x.xx.x.     | 1.5     |
      | 7      | 16    | x..x.x.x..x.x.x. | 2       |
      | 9      | 16    | x.xx.x.x.xx.x.x. | 2       |
      | 0      | 4     | ....             | 0.5     |
      | 1      | 4     | x...             | 0.5     |
      | 4      | 4     | xxxx             | 0.5     |

  Scenario Outline: A Euclidean rhythm is turned right by its rotation: <rotation>
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/euclid kick <pulses> 16 <rotation>
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick is heard as "<heard>"

    Examples:
      | pulses | rotation | heard            |
      | 5      | 0        | x..x..x..x..x... |
      | 5      | 1        | .x..x..x..x..x.. |
      | 5      | -6       | x..x..x...x..x.. |
      | 5      | 16       | x..x..x..x..x... |

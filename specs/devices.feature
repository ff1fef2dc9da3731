# SPDX-License-Identifier: MIT
Feature: The device is mine to choose
  I plug in another card, or want the music in another room: I say its name, and the music goes on there.
  Where that cannot be it goes on where it was.

  Scenario: A device that is not there is refused, and the present one plays on
    Given a running engine
    When I send /audio/use jukebox
    Then it is refused: "no device 'jukebox': see /audio/list"
    And nothing has changed
    When I send /audio/use jukebox 2
    Then it is refused: "unknown audio API 'jukebox': use one of auto, null, alsa, pulse, jack"
    When I send /audio/use "nul clock"
    Then it is refused: "no device 'nul clock'; did you mean null clock?"

  Scenario: The device is changed in the music, and nothing of it is missing
    Given the score
      """
      /patch/create osc1 osc
      /patch/create echo delay
      /patch/connect osc1 echo
      /patch/connect echo output
      /patch/commit
      """
    And it is being played and recorded
    When I send /audio/use null
    Then it is done
    When I send /audio/use "null clock"
    Then it is done
    When the engine has played on for half a second and is ended
    Then each sample is that of the score's rendering
    And each sample is that of its journal's rendering

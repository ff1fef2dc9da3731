-- SPDX-License-Identifier: MIT
-- What a live coder plays, by a real Tidal, on eight orbits at the port that is given: until its
-- standard input ends.
{-# LANGUAGE OverloadedStrings #-}

import Sound.Tidal.Context
import System.Environment (getArgs)
import System.IO (hFlush, isEOF, stdout)

main :: IO ()
main = do
  [port] <- getArgs
  let target = superdirtTarget {oAddress = "127.0.0.1", oPort = read port, oLatency = 0.1, oHandshake = False}
  tidal <- startTidal target defaultConfig {cFrameTimespan = 1 / 20, cCtrlListen = False}
  let play number pattern = streamReplace tidal (fromIntegral number) (pattern |< orbit (pure (number - 1 :: Int)))
  play 1 $ sound "bd*2 <sn cp>"
  play 2 $ striate 4 $ sound "bass:1*2" # legato 1
  play 3 $ chop 8 $ sound "chord" # cut 1
  play 4 $ jux rev $ n "0 1 2 1" # sound "hh" # gain 0.9
  play 5 $ note "<c e g b>(3,8)" # sound "superpiano" # legato 0.8 # room 0.3 # size 0.7
  play 6 $ sound "hh*8" # cutoff (range 400 6000 sine) # resonance 0.2
  play 7 $ sound "cb*3" # pan sine # delay 0.4 # delaytime 0.15 # delayfeedback 0.4
  play 8 $ sound "oh*4" # speed (range 0.5 2 saw) # shape 0.3 # vowel "<a e i o u>"
  putStrLn "playing"
  hFlush stdout
  wait
  streamHush tidal
  where
    wait = do
      ended <- isEOF
      if ended then pure () else getLine >> wait

#!/bin/sh
# Prints the path of the system's Chromium or Chrome; ends with 1 where there is none.
for name in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
  [ -n "$name" ] && command -v "$name" && exit 0
done
exit 1

#!/bin/sh
# Chromium without a network: it looks up names by itself, and the answers would count in measurements of this machine.
[ "$(id -u)" -ne 0 ] || exec unshare --net /usr/bin/chromium "$@"
exec /usr/bin/chromium "$@"

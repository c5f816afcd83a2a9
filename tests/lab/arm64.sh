#!/usr/bin/env bash
# Fetches Debian's kernel package for arm64 into $UDPLAB_LAB/arm64 (default ~/.cache/udplab/lab/arm64) and prints its path. It comes from the
# sources of this machine's apt, with lists of its own: the machine does not take on another architecture. No root.
#   $UDPLAB_LAB_ARM64   another package than linux-image-cloud-arm64, such as linux-image-arm64 or linux-image-6.12-cloud-arm64
set -euo pipefail
folder=${UDPLAB_LAB:-$HOME/.cache/udplab/lab}/arm64
wanted=${UDPLAB_LAB_ARM64:-linux-image-cloud-arm64}

fail() { echo "arm64.sh: $*" >&2; exit 1; }

command -v apt-get >/dev/null || fail "needs apt: Debian's kernel is fetched with it"
options=(-o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::status=/dev/null -o "Dir::State::lists=$folder/apt/lists"
    -o "Dir::Cache=$folder/apt" -o APT::Sandbox::User=root)

# What was fetched a moment ago is not compared with the packages of today.
if [ "$(cat "$folder/wanted" 2>/dev/null)" != "$wanted" ] || [ -z "$(find "$folder/wanted" -mmin -720)" ]; then
    mkdir -p "$folder"/apt/{lists,archives}/partial
    apt-get "${options[@]}" update -qq >&2
    package=$(apt-cache "${options[@]}" depends "$wanted" | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -1)
    [ -n "$package" ] || fail "there is no package for the kernel $wanted"
    if ! ls "$folder/$package"_*.deb >/dev/null 2>&1; then
        rm -f "$folder"/*.deb
        (cd "$folder" && apt-get "${options[@]}" download -qq "$package" >&2)
    fi
    rm -rf "$folder/apt"
    echo "$wanted" >"$folder/wanted"
fi
ls "$folder"/*.deb

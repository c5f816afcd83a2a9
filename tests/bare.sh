#!/usr/bin/env bash
# Runs the README's commands on a minimal Debian with git, gcc and this machine's .NET SDK, in its own root that is deleted
# afterwards. What only passes because a package was once installed by hand fails here.
#
#   tests/bare.sh [-k] [-c COMMAND]...
#
#   -c COMMAND  run this instead of the README's two commands; may be given several times
#   -k          keep the root after the run, and print its path
#   BARE        folder of the cached base system (default /var/tmp/udplab-bare)
#
# Uses the repository as committed (HEAD). Needs root on Debian; debootstrap is installed if missing, packages come from the
# sources of this machine's apt. Exit status: that of the first command that failed.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/lab/packages.sh
repository=$PWD
cache=${BARE:-/var/tmp/udplab-bare}
keep=
commands=()

fail() { echo "bare.sh: $*" >&2; exit 2; }

while getopts 'kc:' option; do
    case $option in
    k) keep=1 ;;
    c) commands+=("$OPTARG") ;;
    *) exit 2 ;;
    esac
done
[ ${#commands[@]} -gt 0 ] || commands=("dotnet run --project src/UdpLab.Shell -- -Command 'Invoke-UdpFlood | Measure-Sink'" 'bash tests/run.sh')
[ "$(id -u)" -eq 0 ] || fail "needs root"
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")") || fail "the .NET SDK 10 is needed: https://dot.net/download"

# What the README requires, and the libraries that the SDK itself needs.
readonly packages=ca-certificates,git,gcc,libc6-dev,libgcc-s1,libicu72,libssl3,libstdc++6,zlib1g,tzdata

make_base() {
    local suite mirror stamp
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources 2>/dev/null | sed -nE 's/^(URIs: *|deb (\[[^]]*\] )?)([^ ]+).*/\3/p' | sed -n 1p || true)
    stamp="$suite $packages"
    mkdir -p "$cache"
    exec 9>"$cache/lock" # two runs may start at once
    flock 9
    if [ "$(cat "$cache/stamp" 2>/dev/null)" != "$stamp" ]; then
        install_missing <<<'debootstrap debootstrap'
        rm -rf "$cache/base" "$cache/base.new"
        debootstrap --variant=minbase --include="$packages" "$suite" "$cache/base.new" "$mirror" >"$cache/debootstrap.log" 2>&1 ||
            { tail -5 "$cache/debootstrap.log" >&2; fail "the base system could not be created"; }
        mv "$cache/base.new" "$cache/base"
        echo "$stamp" >"$cache/stamp"
    fi
    exec 9>&-
}

# Copies this machine's package sources and keys to the current directory.
copy_configuration() {
    local file
    mkdir -p etc/apt/sources.list.d etc/apt/apt.conf.d usr/share/keyrings etc/ssl/certs root
    rm -f etc/apt/sources.list
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources /etc/resolv.conf /etc/hosts; do
        [ ! -e "$file" ] || cp -L "$file" ".$file"
    done
    # Skip hooks that apt would run: their programs are not installed there.
    grep -LZ Invoke /etc/apt/apt.conf.d/* | xargs -0r cp -t etc/apt/apt.conf.d
    cp -a /usr/share/keyrings/. usr/share/keyrings/
    cp -L /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/
    for file in .nuget/NuGet/NuGet.Config .npmrc; do
        [ ! -e "$HOME/$file" ] || install -D -m 600 "$HOME/$file" "root/$file"
    done
}

# Runs in its own mount and process namespaces, so that everything ends with it.
run_inside() { # ROOT COMMAND...
    local root=$1 command
    shift
    mount -t overlay overlay -o "lowerdir=$cache/base,upperdir=$root/upper,workdir=$root/scratch" "$root/root"
    cd "$root/root"
    mkdir -p proc sys dev tmp run root mnt/old usr/share/dotnet usr/bin
    copy_configuration
    mount -t proc proc proc
    mount --rbind /sys sys
    mount --rbind /dev dev
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    mount --bind "$dotnet" usr/share/dotnet
    mount -o remount,bind,ro usr/share/dotnet
    ln -sf ../share/dotnet/dotnet usr/bin/dotnet
    git clone -q --no-hardlinks "$repository" root/project
    # pivot_root, since a chroot would show in the paths of /proc/PID/fd.
    pivot_root . mnt/old
    cd /
    umount -l /mnt/old
    for command in "$@"; do
        printf '\n$ %s\n' "$command"
        /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
            DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true sh -c "cd /root/project && $command" </dev/null
    done
}

if [ "${1:-}" = inside ]; then shift; run_inside "$@"; exit; fi
make_base
root=$(mktemp -d "$cache/run.XXXXXX")
mkdir "$root/upper" "$root/scratch" "$root/root"
status=0
unshare --mount --pid --fork --kill-child bash "$PWD/tests/bare.sh" inside "$root" "${commands[@]}" || status=$?
if [ -n "$keep" ]; then echo "kept: $root/upper"; else rm -rf "$root"; fi
exit "$status"

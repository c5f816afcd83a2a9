#!/usr/bin/env bash
# Real OpenSSH servers for tests. Users, homes and files of /etc exist only in their own mount namespace; this machine's are not changed.
#   sshd.sh start DIR [--keys KEYS] [--parent PID] [--netns NAME] [--address ADDR] [--kbdint] [--password-only] [--noexec-home] [--full-home] [--full-all] [--no-sftp] [--config LINE]...
#   sshd.sh stop DIR
# DIR must not exist; KEYS is a folder of users' keys for several servers, made by the first. `start` writes DIR/env (PORT ADDRESS PID LOG KNOWN_HOSTS KEYS). Users:
#   root, lab (uid 61000, password "correct horse", sudo without password), plain (uid 61001, "plain horse", sudo needs it).
# Keys in $KEYS, all accepted except id_stranger: id_ed25519 id_ecdsa id_rsa id_rsa_pem, and with passphrase "open sesame"
# id_ed25519_pass id_rsa_pem_pass id_ecdsa_pkcs8_pass.
set -euo pipefail
readonly inside=/run/lab # path of DIR inside the namespace

. "$(dirname "$0")/packages.sh"

fail() { echo "sshd.sh: $*" >&2; exit 1; }

# Short RSA keys: on a busy machine long ones take half a minute.
make_keys() { # DIR KEYS
    local type keys=${2:-$1/keys}
    for type in ed25519 ecdsa 'rsa -b 2048'; do
        # shellcheck disable=SC2086 # a type and its options
        ssh-keygen -q -t $type -N '' -C host -f "$1/host_${type%% *}"
    done
    [ -d "$keys" ] || make_user_keys "$keys"
    [ -z "$2" ] || cp -a "$keys" "$1/keys"
    cat "$1"/keys/id_[!s]*.pub >"$1/authorized_keys"
}

make_user_keys() { # KEYS
    mkdir "$1"
    ssh-keygen -q -t ed25519 -N '' -C lab -f "$1/id_ed25519"
    ssh-keygen -q -t ecdsa -N '' -C lab -f "$1/id_ecdsa"
    ssh-keygen -q -t rsa -b 2048 -N '' -C lab -f "$1/id_rsa"
    ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -C lab -f "$1/id_rsa_pem"
    ssh-keygen -q -t ed25519 -N 'open sesame' -C lab -f "$1/id_ed25519_pass"
    ssh-keygen -q -t rsa -b 2048 -m PEM -N 'open sesame' -C lab -f "$1/id_rsa_pem_pass"
    ssh-keygen -q -t ecdsa -m PKCS8 -N 'open sesame' -C lab -f "$1/id_ecdsa_pkcs8_pass"
    ssh-keygen -q -t ed25519 -N '' -C stranger -f "$1/id_stranger"
}

make_etc() { # DIR
    local lab plain
    lab=$(openssl passwd -6 'correct horse')
    plain=$(openssl passwd -6 'plain horse')
    mkdir "$1/etc"
    cat >"$1/etc/passwd" <<'PASSWD'
root:x:0:0:root:/home/root:/bin/bash
sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
lab:x:61000:61000::/home/lab:/bin/bash
plain:x:61001:61001::/home/plain:/bin/sh
PASSWD
    printf '%s\n' 'root:*:19000::::::' 'sshd:*:19000::::::' "lab:$lab:19000::::::" "plain:$plain:19000::::::" >"$1/etc/shadow"
    printf '%s\n' root:x:0: nogroup:x:65534: lab:x:61000: plain:x:61001: >"$1/etc/group"
    printf '%s\n' 'root ALL=(ALL) NOPASSWD:ALL' 'lab ALL=(ALL) NOPASSWD:ALL' 'plain ALL=(ALL) ALL' >"$1/etc/sudoers"
    printf '%s\n' 'auth required pam_unix.so' 'account required pam_permit.so' 'session required pam_permit.so' >"$1/etc/pam.sshd"
    chmod 600 "$1/etc/shadow"
    chmod 440 "$1/etc/sudoers"
}

make_config() { # DIR ADDRESS KBDINT LINES...
    local dir=$1 address=$2 kbdint=$3
    shift 3
    printf '%s\n' "$@" >"$dir/config"
    cat >>"$dir/config" <<CONFIG
ListenAddress $address
HostKey $inside/host_ed25519
HostKey $inside/host_ecdsa
HostKey $inside/host_rsa
AuthorizedKeysFile $inside/authorized_keys
StrictModes no
PermitRootLogin yes
PubkeyAuthentication $([ "$kbdint" = yes ] && echo no || echo yes)
PasswordAuthentication $([ "$kbdint" = yes ] && echo no || echo yes)
KbdInteractiveAuthentication $kbdint
UsePAM $kbdint
UseDNS no
MaxStartups 100
PidFile none
LogLevel VERBOSE
Subsystem sftp internal-sftp
CONFIG
}

# Runs as the first process of the server's own namespaces.
serve() { # DIR PORT HOME_OPTIONS FULL_ALL
    local dir=$1 port=$2 home=$3 full=$4 user
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/sshd $inside
    mount --bind "$dir" $inside
    for file in passwd shadow group sudoers; do mount --bind $inside/etc/$file /etc/$file; done
    mount --bind $inside/etc/pam.sshd /etc/pam.d/sshd
    mount -t tmpfs -o mode=755 tmpfs /home
    for user in root lab plain; do
        mkdir /home/$user
        mount -t tmpfs -o "mode=700,uid=$(id -u $user),gid=$(id -g $user)$home" tmpfs /home/$user
    done
    # The folders for the agent are private too: nothing of it stays on this machine.
    mount -t tmpfs -o "mode=1777$([ "$full" = no ] || echo ,size=64k)" tmpfs /tmp
    mount -t tmpfs -o "mode=1777$([ "$full" = no ] || echo ,size=64k)" tmpfs /var/tmp
    mount -t tmpfs -o "mode=1777$([ "$full" = no ] || echo ,noexec)" tmpfs /dev/shm
    [ "$full" = no ] || mount -o remount,bind,noexec /run
    exec /usr/sbin/sshd -D -f $inside/config -p "$port" -E $inside/log
}

start() {
    local dir=$1 keys='' parent='' netns='' address=127.0.0.1 kbdint=no home='' full=no sftp=yes lines=() try port pid
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        --keys) keys=$2; shift 2 ;;
        --parent) parent=$2; shift 2 ;;
        --netns) netns=$2; shift 2 ;;
        --address) address=$2; shift 2 ;;
        --config) lines+=("$2"); shift 2 ;;
        --kbdint) kbdint=yes; shift ;;
        --password-only) lines+=('PubkeyAuthentication no'); shift ;;
        --noexec-home) home=,noexec; shift ;;
        --full-home) home=,size=64k; shift ;;
        --full-all) home=,size=64k full=yes; shift ;;
        --no-sftp) sftp=no; shift ;;
        *) fail "unknown option $1" ;;
        esac
    done
    [ "$(id -u)" -eq 0 ] || fail "needs root"
    install_missing < <(sshd_needs)
    [ ! -e "$dir" ] || fail "$dir exists"
    mkdir -p "$dir"
    chmod 755 "$dir"
    make_keys "$dir" "$keys"
    make_etc "$dir"
    make_config "$dir" "$address" "$kbdint" "${lines[@]}"
    [ "$sftp" = yes ] || sed -i /^Subsystem/d "$dir/config"
    for try in 1 2 3 4 5 6 7 8; do
        port=$((20000 + RANDOM % 12000))
        : >"$dir/log"
        # Started by nohup, its sessions would ignore the end of their connection.
        setsid env --default-signal=HUP,INT,TERM ${netns:+ip netns exec "$netns"} unshare --mount --propagation private --pid --fork --kill-child --mount-proc \
            bash "$0" serve "$dir" "$port" "$home" "$full" </dev/null >"$dir/out" 2>&1 &
        pid=$!
        for _ in $(seq 600); do
            if grep -q "Server listening on" "$dir/log"; then break 2; fi
            kill -0 $pid 2>/dev/null || break
            sleep 0.05
        done
        kill -9 $pid 2>/dev/null || true
    done
    grep -q "Server listening on" "$dir/log" || { cat "$dir/out" "$dir/log" >&2; rm -rf "$dir"; fail "sshd did not start (try $try)"; }
    for type in ed25519 ecdsa rsa; do echo "[$address]:$port $(cut -d' ' -f1,2 "$dir/host_$type.pub")"; done >"$dir/known_hosts"
    printf '%s\n' "PORT=$port" "ADDRESS=$address" "PID=$pid" "LOG=$dir/log" "KNOWN_HOSTS=$dir/known_hosts" "KEYS=$dir/keys" >"$dir/env"
    if [ -n "$parent" ]; then
        # shellcheck disable=SC2016 # expanded by that bash
        setsid bash -c 'while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 1; done; [ ! -d "$2" ] || bash "$3" stop "$2"' watch "$parent" "$dir" "$0" </dev/null >/dev/null 2>&1 &
    fi
}

stop() {
    local pid
    [ -e "$1/config" ] || exit 0
    pid=$(sed -n 's/^PID=//p' "$1/env" 2>/dev/null || true)
    if [ -n "$pid" ] && grep -qa unshare "/proc/$pid/cmdline" 2>/dev/null; then kill -9 "$pid"; fi
    rm -rf "$1"
}

case ${1:-} in
start | stop | serve) "$@" ;;
*) sed -n '2,8p' "$0"; exit 2 ;;
esac

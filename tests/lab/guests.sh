#!/usr/bin/env bash
# QEMU guests on this machine: Debian's stock kernel (it has pktgen), an initramfs of Debian packages, OpenSSH.
#   guests.sh build             builds kernel and initramfs, once, in $UDPLAB_LAB (default ~/.cache/udplab/lab), from $UDPLAB_LAB_KERNEL
#                               (default linux-image-amd64; bookworm also has linux-image-6.12-amd64)
#   guests.sh start DIR one     a guest, `gen`
#   guests.sh start DIR pair    a generator `gen` (10.77.0.1) and a `dut` (10.77.0.2), joined by a virtual cable test0 - test0
#   guests.sh start DIR cards   a guest `gen` with four CPUs and cards to configure: test0 virtio-net (4 queues, RSS), test1 e1000e, test2 vmxnet3
#   guests.sh ssh DIR NAME CMD  runs a command as root
#   guests.sh image             the folder of the kernel and its modules, for New-LabGuest
#   guests.sh stop DIR          stops the guests and removes DIR
# `start` writes DIR/env: PORT_GEN PORT_DUT (on 127.0.0.1) KEY KNOWN_HOSTS. Users: root, lab (sudo without password), plain (sudo needs one).
set -euo pipefail
lab=${UDPLAB_LAB:-$HOME/.cache/udplab/lab}
readonly packages=libc6,busybox-static,kmod,iproute2,ethtool,nftables,openssh-server,openssh-sftp-server,linux-perf,procps,util-linux,bash,coreutils,passwd,sudo,grep,sed,dash,mount,hostname
readonly modules="pktgen veth dummy bonding virtio_net virtio_pci virtio_rng virtio_console e1000 e1000e vmxnet3 8021q sch_netem sch_fq nf_tables nf_conntrack nft_ct sch_ingress cls_matchall act_gact"

. "$(dirname "$0")/packages.sh"

fail() { echo "guests.sh: $*" >&2; exit 1; }

# Extracts the ELF kernel of a bzImage (Documentation/arch/x86/boot.rst): QEMU starts it by PVH, and TCG need not unpack it.
unpack_kernel() { # BZIMAGE VMLINUX
    local sectors offset length
    sectors=$(od -An -tu1 -j497 -N1 "$1" | tr -d ' ')
    read -r offset length < <(od -An -tu4 -j584 -N8 "$1")
    tail -c +$(((sectors + 1) * 512 + offset + 1)) "$1" | head -c "$length" >"$2.packed" || true # tail gets SIGPIPE
    case $(od -An -tx1 -N4 "$2.packed" | tr -d ' ') in
    fd377a58) xz -dc --single-stream <"$2.packed" >"$2" 2>/dev/null || true ;; # the stream is followed by the kernel's length
    28b52ffd) zstd -dcq <"$2.packed" >"$2" 2>/dev/null || true ;;
    esac
    rm "$2.packed"
    [ "$(head -c 4 "$2" | od -An -c | tr -d ' ')" = '177ELF' ] || fail "$1 holds no xz or zstd kernel"
}

make_accounts() { # ROOT
    local user hash
    hash=$(openssl passwd -6 'plain horse')
    cat >"$1/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/bin/bash
sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
lab:x:1000:1000::/home/lab:/bin/bash
plain:x:1001:1001::/home/plain:/bin/sh
PASSWD
    printf '%s\n' root:x:0: nogroup:x:65534: lab:x:1000: plain:x:1001: >"$1/etc/group"
    printf '%s\n' 'root:*:19000::::::' 'sshd:*:19000::::::' 'lab:*:19000::::::' "plain:$hash:19000::::::" >"$1/etc/shadow"
    chmod 600 "$1/etc/shadow"
    printf '%s\n' 'root ALL=(ALL) NOPASSWD:ALL' 'lab ALL=(ALL) NOPASSWD:ALL' 'plain ALL=(ALL) ALL' >"$1/etc/sudoers"
    chmod 440 "$1/etc/sudoers"
    printf '%s\n' 'auth required pam_unix.so' 'account required pam_permit.so' 'session required pam_permit.so' >"$1/etc/pam.d/sudo"
    rm -f "$1/etc/pam.d/other"
    printf '%s required pam_deny.so\n' auth account password session >"$1/etc/pam.d/other"
    printf '%s\n' 'passwd: files' 'group: files' 'shadow: files' 'hosts: files' >"$1/etc/nsswitch.conf"
    echo '127.0.0.1 localhost gen dut' >"$1/etc/hosts"
    for user in root home/lab home/plain; do
        mkdir -p "$1/$user/.ssh"
        cp "$lab/id.pub" "$1/$user/.ssh/authorized_keys"
        chmod 700 "$1/$user" "$1/$user/.ssh"
    done
    chown -R 1000:1000 "$1/home/lab"
    chown -R 1001:1001 "$1/home/plain"
}

make_sshd() { # ROOT
    cp "$lab/hostkey" "$1/etc/ssh/hostkey"
    chmod 600 "$1/etc/ssh/hostkey"
    # Few and fast algorithms, since every handshake is emulated.
    cat >"$1/etc/ssh/sshd_config" <<'CONFIG'
HostKey /etc/ssh/hostkey
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
StrictModes no
MaxStartups 100
KexAlgorithms curve25519-sha256,ecdh-sha2-nistp256
Subsystem sftp internal-sftp
CONFIG
}

make_init() { # ROOT
    cat >"$1/init" <<'INIT'
#!/bin/busybox sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
busybox mkdir -p /proc /sys /dev /run /tmp
busybox mount -t proc proc /proc; busybox mount -t sysfs sys /sys; busybox mount -t devtmpfs dev /dev
busybox mkdir -p /dev/pts /dev/shm
busybox mount -t devpts devpts /dev/pts; busybox mount -t tmpfs tmpfs /run
busybox mount -t tmpfs -o mode=1777 tmpfs /dev/shm; busybox mount -t tmpfs -o mode=1777 tmpfs /tmp
busybox mount -t tracefs tracefs /sys/kernel/tracing
busybox mkdir -p /run/sshd /run/netns
for word in $(busybox cat /proc/cmdline); do case $word in lab.name=*) name=${word#*=} ;; lab.address=*) address=${word#*=} ;; lab.clock=*) clock=${word#*=} ;; esac; done
busybox hostname "$name"
[ -z "$clock" ] || busybox date -s "@$clock" >/dev/null
modprobe -a virtio_pci virtio_net virtio_rng e1000e vmxnet3
ip link set lo up
# The management card has a MAC of 52:54:00:00:00:xx, the cards for tests, testN, have 52:54:00:01:0N:xx; test0 gets the address.
for card in /sys/class/net/*; do
    case $(busybox cat "$card/address") in
    52:54:00:00:*) ip link set "${card##*/}" name mgmt0; ip addr add 10.0.2.15/24 dev mgmt0; ip link set mgmt0 up ;;
    52:54:00:01:00:*) ip link set "${card##*/}" name test0; ip addr add "$address/24" dev test0; ip link set test0 up ;;
    52:54:00:01:01:*) ip link set "${card##*/}" name test1; ip link set test1 up ;;
    52:54:00:01:02:*) ip link set "${card##*/}" name test2; ip link set test2 up ;;
    esac
done
/usr/sbin/sshd -r # without executing itself anew for each login, which costs an emulated processor as much as the rest of it
echo LAB-READY >/dev/console
while :; do busybox sleep 1000000 & wait $!; done
INIT
    chmod 755 "$1/init"
}

add_modules() { # ROOT KERNELTREE VERSION NAME...
    local name file
    mkdir -p "$1/lib/modules/$3"
    cp "$2/lib/modules/$3"/modules.{order,builtin,builtin.modinfo} "$1/lib/modules/$3/"
    depmod -b "$2" "$3"
    for name in "${@:4}"; do modprobe -d "$2" -S "$3" --show-depends "$name" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p'; done | sort -u |
        while read -r file; do install -D -m 644 "$file" "$1${file#"$2"}"; done
    depmod -b "$1" "$3"
}

# Removes what no test needs, then the libraries that no program needs any more: the guest's kernel unpacks all that is left.
slim() { # ROOT
    local needed
    rm -rf "$1"/usr/lib/{python3*,openssh,perf-core} "$1"/usr/share/{perl*,zoneinfo,doc,man,locale,info,common-licenses,bash-completion,perf-core} \
        "$1"/usr/lib/x86_64-linux-gnu/{perl*,gconv,dri,engines-3,ossl-modules} "$1"/usr/bin/{perl*,python3*,py3*,ssh,ssh-*,scp,sftp,slogin,dpkg*,cvtsudoers} \
        "$1"/sbin/arpd "$1"/etc/ssh/moduli "$1"/var/{lib,cache}/{apt,dpkg} "$1"/{usr/,}lib/systemd "$1"/usr/include
    find "$1/lib/x86_64-linux-gnu/security" -type f ! -name pam_unix.so ! -name pam_permit.so ! -name pam_deny.so -delete
    needed=$(cd "$1" && find bin sbin usr/bin usr/sbin usr/libexec lib/x86_64-linux-gnu/security -type f \( -perm -100 -o -name '*.so' \) -printf '/%p\n' |
        xargs chroot . /bin/dash -c 'for file; do /lib64/ld-linux-x86-64.so.2 --list "$file"; done 2>/dev/null; true' dash | sed -n 's/.* => \(\/[^ ]*\) .*/.\1/p' | sort -u | xargs realpath)
    # Two that are loaded by name are kept, and of the others those files that a program needs, with all their links.
    find "$(realpath "$1")"/{,usr/}lib/x86_64-linux-gnu -maxdepth 1 -name '*.so*' ! -name 'ld-linux*' ! -name 'libgcc_s.*' ! -name 'libnss_files.*' >"$lab/libraries"
    xargs realpath -m <"$lab/libraries" | paste -d ' ' - "$lab/libraries" | awk 'NR == FNR { needed[$1]; next } !($1 in needed) { print $2 }' <(echo "$needed") - | xargs rm
    rm "$lab/libraries"
}

build() {
    local kernel version wanted stamp root=$lab/root tree=$lab/kernel
    [ "$(id -u)" -eq 0 ] || fail "needs root"
    install_missing < <(guests_need)
    mkdir -p "$lab"
    exec 9>"$lab/lock" # two tests may start at once
    flock 9
    # Every start comes here: what was built a moment ago is not compared with the packages of today.
    wanted="${UDPLAB_LAB_KERNEL:-linux-image-amd64} $(sha256sum <"$0")"
    if [ "$(cat "$lab/built" 2>/dev/null)" = "$wanted" ] && [ -n "$(find "$lab/built" -mmin -720)" ]; then exec 9>&-; return; fi
    [ -n "$(apt-cache search --names-only '^linux-image-amd64$')" ] || apt-get update -qq
    kernel=$(apt-cache depends ${UDPLAB_LAB_KERNEL:-linux-image-amd64} | sed -n 's/.*Depends: \(linux-image-6[^ ]*\)$/\1/p' | head -1)
    [ -n "$kernel" ] || fail "there is no package for the kernel ${UDPLAB_LAB_KERNEL:-linux-image-amd64}"
    stamp="$kernel $wanted"
    if [ "$(cat "$lab/stamp" 2>/dev/null)" = "$stamp" ]; then echo "$wanted" >"$lab/built"; exec 9>&-; return; fi
    rm -rf "$root" "$tree" "$lab/image" "$lab/stamp" "$lab/built"
    mkdir -p "$tree"
    chmod 755 "$lab"
    (cd "$lab" && apt-get -o APT::Sandbox::User=root download -qq "$kernel" && dpkg-deb -x "$kernel"_*.deb "$tree" && rm "$kernel"_*.deb)
    version=$(ls "$tree/lib/modules")
    mmdebstrap --quiet --variant=extract --mode=root --include=$packages --aptopt='APT::Install-Recommends "false"' bookworm "$root"
    slim "$root"
    [ -e "$root/bin/sh" ] || ln -s dash "$root/bin/sh"
    rm -f "$lab"/id* "$lab"/hostkey*
    ssh-keygen -q -t ed25519 -N '' -C lab -f "$lab/id"
    ssh-keygen -q -t ed25519 -N '' -C guest -f "$lab/hostkey"
    # shellcheck disable=SC2086 # a list of words
    add_modules "$root" "$tree" "$version" $modules
    make_accounts "$root"
    make_sshd "$root"
    make_init "$root"
    (cd "$root" && find . -print0 | cpio --null -o -H newc --quiet) >"$lab/initrd.cpio"
    unpack_kernel "$tree/boot/vmlinuz-$version" "$lab/vmlinux"
    # For guests that need nothing but a kernel and its modules (New-LabGuest). The others have no udp_diag: tests see what is known without it.
    mkdir -p "$lab/image/boot"
    cp "$tree/boot/vmlinuz-$version" "$lab/image/boot/"
    # shellcheck disable=SC2086 # a list of words
    add_modules "$lab/image" "$tree" "$version" $modules udp_diag
    rm -rf "$root" "$tree"
    echo "$stamp" >"$lab/stamp"
    echo "$wanted" >"$lab/built"
    exec 9>&-
}

free_port() {
    local port
    while :; do
        port=$((32768 + RANDOM % 16000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
    done
}

boot() { # DIR NAME NUMBER PORT ADDRESS QEMU_ARGUMENTS...
    local dir=$1 name=$2 number=$3 port=$4 address=$5 clock='' command
    shift 5
    # The DUT's wall clock is wrong on purpose: nothing may depend on it.
    [ "$name" = dut ] && clock=$(($(date +%s) - 7777777))
    command=(qemu-system-x86_64 -name "udplab-$name" -M q35 -accel "tcg,thread=${threads:-multi}" -cpu Nehalem -smp "${cpus:-2}" -m 1G -nodefaults -no-user-config -display none -no-reboot \
        -serial "file:$dir/$name.log" -kernel "$lab/vmlinux" -initrd "$lab/initrd.cpio" \
        -append "console=ttyS0 quiet panic=-1 tsc=reliable mitigations=off nokaslr audit=0 net.ifnames=0 cryptomgr.notests rcupdate.rcu_expedited=1 no_timer_check lab.name=$name lab.address=$address lab.clock=$clock" \
        -netdev "user,id=m,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" -device "virtio-net-pci,netdev=m,mac=52:54:00:00:00:0$number,romfile=" \
        -object rng-random,id=r,filename=/dev/urandom -device virtio-rng-pci,rng=r "$@")
    printf '%q ' "${command[@]}" >"$dir/$name.command"
    power_on "$dir" "$name"
}

power_on() { # DIR NAME
    setsid bash -c "exec $(cat "$1/$2.command")" </dev/null >"$1/$2.out" 2>&1 &
    echo $! >"$1/$2.pid"
}

# On a busy machine an emulated kernel sometimes spins for ever before its first line (QEMU 7.2, a thread for each of several
# CPUs): such a guest is started anew. One of four CPUs once hung later: now one thread emulates all four, at no loss.
wait_for() { # DIR NAME
    local patience
    for patience in 60 60 240; do
        if comes_up "$1" "$2" "$patience"; then return; fi
        echo "guests.sh: guest $2 cannot be reached after $patience s" >&2
        tail -5 "$1/$2.log" >&2
        if [ "$patience" -lt 240 ]; then
            power_off "$1/$2.pid"
            power_on "$1" "$2"
        fi
    done
    fail "guest $2 does not come up"
}

comes_up() { # DIR NAME SECONDS
    local end=$((SECONDS + $3))
    while [ "$SECONDS" -lt "$end" ]; do
        kill -0 "$(cat "$1/$2.pid")" 2>/dev/null || { cat "$1/$2.out" >&2; fail "guest $2 ended"; }
        # A login costs an emulated processor more than looking at the console.
        if grep -qs LAB-READY "$1/$2.log" && ssh_to "$1" "$2" true 2>/dev/null; then return; fi
        sleep 0.25
    done
    return 1
}

ssh_to() { # DIR NAME COMMAND...
    local dir=$1 port
    port=$(sed -n "s/^PORT_${2^^}=//p" "$dir/env")
    shift 2
    ssh -n -F none -o BatchMode=yes -o ConnectTimeout=3 -o "UserKnownHostsFile=$dir/known_hosts" -i "$lab/id" -p "$port" root@127.0.0.1 "$@"
}

cable() { # DIR NUMBER OTHER
    echo "-netdev dgram,id=t,local.type=unix,local.path=$1/$2.sock,remote.type=unix,remote.path=$1/$3.sock -device ${UDPLAB_LAB_NIC:-virtio-net-pci},netdev=t,mac=52:54:00:01:00:0$2,romfile="
}

# Several queues need a tap (down, without an address, removed with its guest); the other two cards share a hub.
cards() { # TAP
    local nic=romfile=
    echo "-netdev tap,id=c0,ifname=$1,script=no,downscript=no,queues=4,vhost=off -device virtio-net-pci,netdev=c0,mq=on,vectors=10,rss=on,hash=on,mac=52:54:00:01:00:01,$nic" \
        "-netdev hubport,id=c1,hubid=1 -device e1000e,netdev=c1,mac=52:54:00:01:01:01,$nic -netdev hubport,id=c2,hubid=1 -device vmxnet3,netdev=c2,mac=52:54:00:01:02:01,$nic"
}

start() { # DIR one|pair|cards
    local dir=$1 gen dut
    [ ! -e "$dir/env" ] || fail "$dir is in use"
    build
    mkdir -p "$dir"
    # shellcheck disable=SC2064 # expand DIR now
    trap "stop $(printf %q "$dir")" EXIT # until all are up
    gen=$(free_port)
    dut=$(free_port)
    printf '%s\n' "PORT_GEN=$gen" "PORT_DUT=$dut" "KEY=$lab/id" "KNOWN_HOSTS=$dir/known_hosts" >"$dir/env"
    for port in "$gen" "$dut"; do echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$lab/hostkey.pub")"; done >"$dir/known_hosts"
    if [ "$2" = pair ]; then
        # shellcheck disable=SC2046 # word splitting is wanted
        boot "$dir" dut 2 "$dut" 10.77.0.2 $(cable "$dir" 2 1)
        # shellcheck disable=SC2046
        boot "$dir" gen 1 "$gen" 10.77.0.1 $(cable "$dir" 1 2)
        wait_for "$dir" dut
    elif [ "$2" = cards ]; then
        # shellcheck disable=SC2046
        cpus=4 threads=single boot "$dir" gen 1 "$gen" 10.77.0.1 $(cards "udl$gen")
    else
        boot "$dir" gen 1 "$gen" 10.77.0.1
    fi
    wait_for "$dir" gen
    trap - EXIT
}

power_off() { # PIDFILE
    local pid
    pid=$(cat "$1")
    if grep -qa qemu-system "/proc/$pid/cmdline" 2>/dev/null; then kill -9 "$pid"; fi
    while grep -qa qemu-system "/proc/$pid/cmdline" 2>/dev/null; do sleep 0.05; done # its ports and its tap are free
}

stop() { # DIR
    local file
    for file in "$1"/*.pid; do
        [ ! -e "$file" ] || power_off "$file"
    done
    rm -rf "$1"
}

case ${1:-} in
build) build ;;
image) build >&2; echo "$lab/image" ;;
start | stop) "$@" ;;
ssh) shift; ssh_to "$@" ;;
*) sed -n '2,11p' "$0"; exit 2 ;;
esac

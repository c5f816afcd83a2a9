# Sourced. Installs the Debian packages of missing programs.

# Reads lines "PROGRAM PACKAGE"; a PROGRAM with a slash is a file that must exist.
install_missing() {
    local program package missing=() PATH="$PATH:/usr/sbin:/sbin"
    while read -r program package; do
        case $program in
        */*) [ -e "$program" ] || missing+=("$package") ;;
        *) command -v "$program" >/dev/null || missing+=("$package") ;;
        esac
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "Missing, and not installed because this is not root on Debian or Ubuntu: ${missing[*]} (Debian's names)." >&2
        return 0
    fi
    echo "Installing: ${missing[*]}" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        echo "apt-get could not install them." >&2
}

# What an sshd.sh server needs.
sshd_needs() {
    cat <<'TOOLS'
/usr/sbin/sshd openssh-server
ssh-keygen openssh-client
sudo sudo
openssl openssl
TOOLS
}

# What building and running guests.sh guests needs.
guests_need() {
    cat <<'TOOLS'
qemu-system-x86_64 qemu-system-x86
mmdebstrap mmdebstrap
cpio cpio
depmod kmod
xz xz-utils
zstd zstd
ssh-keygen openssh-client
openssl openssl
TOOLS
}

# A throw-away Debian machine, to be sourced: systemd is its process 1, in namespaces of its own, and loopback all its network.
#
# $work is a folder of the caller's, $root the archive of make-root.

leader=''
container=''
# Ours, at which the mail server listens, and the partner's. Neither is 127.0.0.0/8, which agreements exempt.
our_address=198.51.100.1
partner_address=198.51.100.10

# machine_start: unpacks the root and boots it.
machine_start() {
    echo "== $1"
    machine=$work/machine
    rm -rf --one-file-system "$machine"
    mkdir "$machine"
    tar -C "$machine" -xf "$root"
    echo mail.example.com >"$machine/etc/hostname"
    printf '%s\n' "127.0.0.1 localhost" "$our_address mail.example.com mail" "$partner_address mx.partner.example partner.example" \
        >"$machine/etc/hosts"
    : >"$machine/etc/resolv.conf"
    cp "$package" "$machine/root/tlsmandate.deb"
    cp "$newer" "$machine/root/newer.deb"
    # systemd-nspawn leaves a folder in /run where that is no tmpfs of its own.
    unshare --mount --propagation private bash -c '
        mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn
        exec systemd-nspawn --quiet --boot --directory="$0" --private-network --register=no --keep-unit \
            --resolv-conf=off --timezone=off --link-journal=no --console=pipe' "$machine" \
        </dev/null >"$work/console" 2>&1 &
    container=$!
    machine_wait
    nsenter --target "$leader" --net ip address add "$our_address/32" dev lo
    nsenter --target "$leader" --net ip address add "$partner_address/32" dev lo
}

machine_wait() {
    local state
    for _ in $(seq 150); do
        leader=$(cat "/proc/$container/task/$container/children" 2>/dev/null | tr -d ' ') || leader=
        if [ -n "$leader" ]; then
            state=$(inside systemctl is-system-running 2>/dev/null) || true
            case $state in running | degraded) return ;; esac
        fi
        kill -0 "$container" 2>/dev/null || break
        sleep 0.2
    done
    cat "$work/console" >&2
    fail "the machine does not boot"
}

machine_stop() {
    [ -n "$container" ] || return 0
    # systemd(1): power off at once.
    [ -z "$leader" ] || kill -s RTMIN+14 "$leader" 2>/dev/null || true
    for _ in $(seq 50); do
        kill -0 "$container" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$container" ${leader:+"$leader"} 2>/dev/null || true
    wait "$container" 2>/dev/null || true
    container=''
    leader=''
    rm -rf --one-file-system "$work/machine"
}

# inside COMMAND...: runs it on the machine, as root in a shell that knows nothing of ours.
inside() {
    nsenter --target "$leader" --all -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}

# as USER COMMAND...: as a user with no groups but his own.
as() {
    local user=$1
    shift
    inside setpriv --reuid "$user" --regid "$(inside id -g "$user")" --clear-groups "$@"
}

# install PACKAGE...: as an administrator does, without a question.
install() {
    inside apt-get install --quiet --yes --no-install-recommends -o Dpkg::Options::=--force-confold \
        -o APT::Sandbox::User=root "$@"
}

# client COMMAND...: a client of this machine on the other's loopback.
client() { nsenter --target "$leader" --net -- "$@"; }

fail() {
    echo "FAILED  $1" >&2
    if [ -n "$leader" ]; then
        inside journalctl --no-pager --lines 40 >&2 || true
    fi
    exit 1
}

# check SENTENCE COMMAND...: prints the sentence where the command succeeds, else its output, and ends.
check() {
    local sentence=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "  ok    $sentence"
    else
        printf '%s\n' "$output" >&2
        fail "$sentence"
    fi
}

# not COMMAND...: that it fails.
not() { ! "$@"; }

# says TEXT COMMAND...: that its output has the text.
says() {
    local text=$1 output
    shift
    output=$("$@" 2>&1) || true
    printf '%s\n' "$output"
    grep -qF -- "$text" <<<"$output"
}

# is WORD COMMAND...: that its output is that.
is() {
    local word=$1 output
    shift
    output=$("$@" 2>&1) || true
    printf '%s\n' "$output"
    [ "$output" = "$word" ]
}

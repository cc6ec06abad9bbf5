# The package's life without a mail server: installed, configured, upgraded, removed, installed again, purged.

machine_start "a machine without a mail server"

# Everything that a package may leave behind: files, but for caches, logs, and lists of the package manager's; users; units.
traces() {
    inside sh -c '
        find /etc /usr /lib /var /opt /root /home /srv -xdev \
            -path /var/cache -prune -o -path /var/log -prune -o -path /var/lib/apt -prune -o -path /var/lib/dpkg -prune \
            -o ! -name "*.deb" -print | sort
        cut -d: -f1 /etc/passwd /etc/group /etc/shadow /etc/gshadow
        dpkg-query -W -f "\${Package} \${Status}\n"
        ls -A /run | grep tlsmandate' || true
}
# What it depends on is apt's to remove, or to keep for what else recommends it.
check "what it depends on is to be had" inside apt-get satisfy --quiet --yes --no-install-recommends \
    -o APT::Sandbox::User=root "$(dpkg-deb -f "$package" Depends)"
traces >"$work/before"

check "it installs" install /root/tlsmandate.deb
check "the program has the package's version" is "$version" inside tlsmandate --version
check "Swift's runtime is in the program" not says libswift inside ldd /usr/bin/tlsmandate
check "no library is missing" not says "not found" inside ldd /usr/bin/tlsmandate
check "its user is there, and cannot log in" says nologin inside getent passwd tlsmandate
check "the configuration is valid as it comes, without a warning" inside tlsmandate check --strict
check "the units are understood" is "" inside systemd-analyze verify --man=no tlsmandate.service tlsmandate-probe.service \
    tlsmandate-probe.timer
for unit in tlsmandate tlsmandate-probe; do
    check "$unit is shut in: exposure at most 1.5" inside systemd-analyze security --no-pager --threshold=15 "$unit.service"
done
check "the journal's catalog explains an entry" says "A message was refused" \
    inside journalctl --dump-catalog 0b679ee91eb6466897d102bdc44b5bb9
check "bash completes the commands" says tlsmandate \
    inside bash -c '. /usr/share/bash-completion/completions/tlsmandate && complete -p tlsmandate'
for file in zsh/vendor-completions/_tlsmandate fish/vendor_completions.d/tlsmandate.fish \
    doc/tlsmandate/README.Debian doc/tlsmandate/copyright \
    doc/tlsmandate/examples/postfix/main.cf doc/tlsmandate/examples/agreements.d/audi.yaml; do
    check "there is $file" inside test -s "/usr/share/$file"
done
check "the service is not started" is inactive inside systemctl is-active tlsmandate
check "the service is not enabled" is disabled inside systemctl is-enabled tlsmandate
check "the probe's timer is not enabled" is disabled inside systemctl is-enabled tlsmandate-probe.timer

# Without Postfix, the folder of the sockets is not there: a start says so.
check "without Postfix it does not start as it comes" not inside systemctl start tlsmandate
check "and says which socket it cannot have" says /var/spool/postfix/tlsmandate/policy.sock inside journalctl -u tlsmandate
inside systemctl stop tlsmandate

inside sed -i -e '/^  policy:/d' -e '/^  socketmap:/d' -e 's|^  # \(milter: "unix:/run\)|  \1|' /etc/tlsmandate/tlsmandate.yaml
check "configured for Sendmail, it starts" inside systemctl enable --now tlsmandate
check "status answers root in a shell" says /run/tlsmandate/milter.sock inside tlsmandate status
check "no thread complains of its priority" not says "thread priority" inside journalctl -u tlsmandate
check "the journal is in the state directory" inside test -s /var/lib/tlsmandate/journal.sqlite
check "audit reads it from a shell" inside tlsmandate audit verify
for file in /run/tlsmandate/milter.sock /var/lib/tlsmandate/journal.sqlite; do
    check "its user reaches $file" as tlsmandate ls "$file"
    check "another does not" not as nobody ls "$file"
done
has_process() { inside sh -c 'grep -qx tlsmandate /proc/[0-9]*/comm'; }
check "its process is there" has_process

check "a reload is taken" inside systemctl reload tlsmandate
inside sh -c 'echo "partner: [" >/etc/tlsmandate/agreements.d/broken.yaml'
check "a reload of what is broken is refused" not inside systemctl reload tlsmandate
check "and the service goes on" inside tlsmandate status
inside rm /etc/tlsmandate/agreements.d/broken.yaml
# main_process: the service's.
main_process() { inside systemctl show --value -p MainPID tlsmandate; }
# replaced PROCESS SECONDS: that another process answers in its place before the seconds are over.
replaced() {
    local process
    for _ in $(seq "$(($2 * 5))"); do
        process=$(main_process)
        [ "$process" != "$1" ] && [ "$process" != 0 ] && timeout 5 nsenter --target "$leader" --all -- tlsmandate status && return
        sleep 0.2
    done
    return 1
}
# More often than systemd starts a service by default.
for time in 1 2 3 4 5 6; do
    killed=$(main_process)
    inside systemctl kill --signal KILL --kill-whom main tlsmandate
    check "killed $time times, it comes back and answers" replaced "$killed" 5
done
idle=$(main_process)
sleep 35
check "idle for longer than the watchdog waits, it stays" is "$idle" main_process
inside systemctl kill --signal STOP --kill-whom main tlsmandate
check "stuck, it is started again by the watchdog" replaced "$idle" 60

# A boot with a register that has an error.
check "the last good register is kept" inside test -e /var/lib/tlsmandate/last-good/current
inside sh -c 'echo "partner: [" >/etc/tlsmandate/agreements.d/broken.yaml'
check "with a broken register it starts" inside systemctl restart tlsmandate
check "status says on which one" says "started on a copy of the last register without errors" inside tlsmandate status
check "systemd says it too" says "an older one is in force" inside systemctl status --no-pager tlsmandate
inside rm /etc/tlsmandate/agreements.d/broken.yaml
check "mended, it is reloaded" inside systemctl reload tlsmandate
check "and nobody has to look any more" not says "an older one is in force" inside systemctl status --no-pager tlsmandate

# Nobody listens at the gateway: the probe fails, and says of what.
inside sh -c 'cat >/etc/tlsmandate/agreements.d/partner.yaml' <<YAML
partner: Partner AG
domains: [partner.example]
gateways: ["$partner_address:25"]
outbound:
  level: encrypt
YAML
check "a probe that could not test fails" not inside systemctl start tlsmandate-probe
check "with the code for it" says "status=3" inside journalctl -u tlsmandate-probe
check "and names the gateway" says "$partner_address" inside journalctl -u tlsmandate-probe
check "its result is kept" says "$partner_address" inside tlsmandate probe history partner
check "by the service's user" is "" inside find /var/lib/tlsmandate ! -user tlsmandate
inside rm /etc/tlsmandate/agreements.d/partner.yaml
inside systemctl enable --now --quiet tlsmandate-probe.timer
inside sh -c 'echo "# The administrator was here." >>/etc/tlsmandate/tlsmandate.yaml'
before_upgrade=$(inside systemctl show --value -p MainPID tlsmandate)
check "it is upgraded, with a configuration file changed here and there, without a question" install /root/newer.deb
check "to the newer version" is "$newer_version" inside dpkg-query -W -f '${Version}' tlsmandate
check "the administrator's configuration is kept" inside grep -q "The administrator was here" /etc/tlsmandate/tlsmandate.yaml
check "the package's lies beside it" inside grep -q "this version has added" /etc/tlsmandate/tlsmandate.yaml.dpkg-dist
check "the service was restarted" not is "$before_upgrade" inside systemctl show --value -p MainPID tlsmandate
check "the service runs" inside tlsmandate status
check "the probe's timer runs still" is active inside systemctl is-active tlsmandate-probe.timer

check "it is removed" inside apt-get remove --quiet --yes tlsmandate
check "no process of its is left" not has_process
check "the configuration stays" inside grep -q "The administrator was here" /etc/tlsmandate/tlsmandate.yaml
check "the journal stays" inside test -s /var/lib/tlsmandate/journal.sqlite
check "the program is gone" not inside test -e /usr/bin/tlsmandate
check "it is installed again" install /root/newer.deb
check "with the configuration of before" inside grep -q "The administrator was here" /etc/tlsmandate/tlsmandate.yaml
check "it starts on the journal of before" inside systemctl start tlsmandate
check "which is whole" inside tlsmandate audit verify

check "it is purged while it runs" inside apt-get purge --quiet --yes tlsmandate
check "no process is left" not has_process
traces >"$work/after"
check "nothing is left: no file, no user, no unit, no package" diff "$work/before" "$work/after"
# useradd's own copies (/etc/passwd-) are as old as the last change.
check "nobody names it any more" is "" inside sh -c \
    "grep -rlI tlsmandate /etc /usr /lib /var/lib --exclude='*-' --exclude-dir=apt --exclude-dir=info || true"

# A real Postfix as Debian sets it up, its processes in their chroot: an agreement is written and kept by doing what
# tlsmandate-deployment(7) says, and nothing else; an upgrade under load refuses nobody wrongly; nothing is left by a purge.

mail_server=Postfix
machine_start "a machine with Postfix"

inside debconf-set-selections <<'TEXT'
postfix postfix/main_mailer_type select Internet Site
postfix postfix/mailname string example.com
TEXT
check "Postfix is installed" install postfix
check "its smtpd runs in a chroot" says "smtp       inet  n       -       y" inside postconf -M smtp/inet
inside useradd --create-home sales
certificate /etc/postfix/tls
# The partner's address is on this machine, and no DNS.
inside postconf -e "mydestination = example.com, localhost" "inet_interfaces = 127.0.0.1, $our_address" \
    "disable_dns_lookups = yes" "smtp_host_lookup = native"
inside systemctl restart postfix
check "the package is installed" install /root/tlsmandate.deb
check "mail passes as before" replies 250 someone@partner.example sales@example.com

follow "First steps"
follow "Postfix: policy service"
check "only Postfix reaches the sockets" is "710 tlsmandate postfix" inside stat -c '%a %U %G' /var/spool/postfix/tlsmandate
check "it does" as postfix ls /var/spool/postfix/tlsmandate/policy.sock
check "another user does not" not as nobody ls /var/spool/postfix/tlsmandate/policy.sock
check "in testing, the partner's mail without TLS is taken" replies 250 info@partner.example sales@example.com
follow Rollout
follow "Postfix: deliveries to partners"
follow Enforce
check "the partner's mail without TLS is refused" \
    says "450 4.7.1 <sales@example.com>: Recipient address rejected: TLS agreement with Partner AG: the session is not encrypted" \
    send someone@partner.example sales@example.com
check "with TLS it is taken" replies 250 someone@partner.example sales@example.com --tls
check "others' mail is taken without TLS" replies 250 someone@stranger.example sales@example.com
check "postmaster can be reached without TLS" replies 250 someone@partner.example postmaster@example.com
check "the refusal is in the journal" says session-not-encrypted inside tlsmandate audit list --agreement partner
follow "Dates and successors"
follow Monitoring

# Mail from a stranger, by smtp-source, which ends at the first answer that is no success; the partner's, with and without TLS.
# A refusal by agreement is answered 450; 451 would be Postfix's, that it found nobody to ask.
: >"$work/refusals"
: >"$work/stranger"
refusals() { inside tlsmandate audit list --action defer --limit 100000 --format json | wc -l; }
refusals_before=$(refusals)
while [ ! -e "$work/stop" ]; do
    if inside smtp-source -s 4 -m 50 -M mx.stranger.example -f someone@stranger.example -t sales@example.com \
        "$our_address:25" >>"$work/refusals" 2>&1; then
        echo 250 >>"$work/stranger"
    else
        echo none >>"$work/stranger"
    fi
done &
loads+=($!)
stream encrypted someone@partner.example sales@example.com --tls
stream clear someone@partner.example sales@example.com
sleep 3
began=$(date +%s%3N)
offer_newer
follow Upgrade
for _ in 1 2 3; do
    inside systemctl restart tlsmandate
    sleep 2
done
sleep 1
end_streams
seconds=$((($(date +%s%3N) - began) / 1000))
echo "  $seconds s: $(count 250 stranger) times 50 of a stranger's, $(count 250 encrypted) with TLS, $(count 450 clear) refused"
check "the newer version runs" is "$newer_version" inside dpkg-query -W -f '${Version}' tlsmandate
all_answered() {
    cat "$work/refusals"
    [ "$(sort -u "$work/$2")" = "$1" ] && [ "$(count "$1" "$2")" -ge "$3" ]
}
check "no stranger's mail was refused, not even for now" all_answered 250 stranger 3
check "nor the partner's with TLS" all_answered 250 encrypted 5
check "all of the partner's without TLS was refused by the agreement" all_answered 450 clear 5
check "Postfix was never turned away" not says "connect to tlsmandate/" inside journalctl --no-pager -t postfix/smtpd \
    -t postfix/trivial-rewrite
check "and each refusal is in the journal" is "$((refusals_before + $(count 450 clear)))" refusals
check "the journal is whole" inside tlsmandate audit verify

# Out to the partner, whose server offers no TLS.
inside systemd-run --quiet --unit partner-without-tls smtp-sink -u postfix "$partner_address:25" 10
inside sendmail -f sales@example.com someone@partner.example <<<"Subject: in the clear"
deferred() {
    local _
    for _ in $(seq 50); do
        inside journalctl --no-pager -t postfix/smtp | grep -F "TLS is required" && return
        sleep 0.2
    done
    inside postqueue -p
    return 1
}
check "mail to the partner waits where its server offers no TLS" deferred
check "which is an incident" says partner inside tlsmandate audit incidents --since -1d
inside postsuper -d ALL 2>/dev/null
inside systemctl stop partner-without-tls

source "$here/second.sh"
second_gateway
inside sh -c 'echo "contacts: [second@partner.example]" >>/root/register/agreements.d/partner.yaml
    sed -i "s/^contacts: .securemail.*//" /root/register/agreements.d/partner.yaml'
check "the register is another than the one in force" not is "$(digest_of_files)" digest
follow "Several gateways"
check "both gateways have the same register" is "$(digest_of_files)" digest
check "by which the partner's mail without TLS is refused" replies 450 someone@partner.example sales@example.com

source "$here/gateway.sh"
partner_gateway
follow "Probing each night"
check "the timer waits for the night" says 03: inside systemctl show --property=TimersCalendar tlsmandate-probe.timer
check "what it starts tests the gateway too" inside systemctl start tlsmandate-probe
check "and finds what was found before" says "2 probes" inside tlsmandate probe history partner

follow "Postfix: milter"
follow Classes
check "as a milter it refuses secret mail that anybody could read" says "550 5.7.1 Message marked secret" \
    send someone@partner.example sales@example.com --tls --header "X-Classification: secret"
check "and lets other mail pass" replies 250 someone@stranger.example sales@example.com

inside sh -c 'echo "partner: [" >/etc/tlsmandate/agreements.d/broken.yaml'
check "a register with an error is not reloaded" not inside systemctl reload tlsmandate
check "started with it, the service takes the last good one" inside systemctl restart tlsmandate
check "by which the partner's mail without TLS is refused" replies 450 someone@partner.example sales@example.com
check "and with TLS is taken" replies 250 someone@partner.example sales@example.com --tls
inside rm /etc/tlsmandate/agreements.d/broken.yaml

check "while it is stopped, mail waits at the senders'" inside systemctl stop tlsmandate
check "nothing gets through" replies 451 someone@partner.example sales@example.com

follow Rollback
check "mail passes as before" replies 250 someone@partner.example sales@example.com
check "it is purged" inside apt-get purge --quiet --yes tlsmandate
check "mail passes still" replies 250 someone@partner.example sales@example.com
check "nothing of it is left" is "" inside find / -xdev -path /proc -prune -o -path /var/log -prune -o \
    -path /var/cache/apt -prune -o -path /root -prune -o -name '*tlsmandate*' -print
check "nor its user" not inside getent passwd tlsmandate

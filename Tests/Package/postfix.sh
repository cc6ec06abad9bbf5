# A real Postfix as Debian sets it up, its processes in their chroot: one agreement is kept, an upgrade under load refuses nobody
# wrongly, and nothing is left by a purge.

machine_start "a machine with Postfix"

inside debconf-set-selections <<'TEXT'
postfix postfix/main_mailer_type select Internet Site
postfix postfix/mailname string example.com
TEXT
check "Postfix is installed" install postfix
check "its smtpd runs in a chroot" says "smtp       inet  n       -       y" inside postconf -M smtp/inet
inside useradd --create-home anna
inside postconf -e "mydestination = example.com, localhost"
inside cp /etc/postfix/main.cf /root/main.cf
inside systemctl start postfix
check "it is installed with what it depends on" install /root/tlsmandate.deb
check "mail passes as before" replies 250 someone@partner.example anna@example.com

# As the examples have it, but for the certificate.
write_agreement
check "the agreement is fit" inside tlsmandate check
check "the service starts as it comes" inside systemctl enable --now --quiet tlsmandate
inside sh -c 'grep -hv "^smtpd_tls_[a-z]*_file" /usr/share/doc/tlsmandate/examples/postfix/main.cf \
    /usr/share/doc/tlsmandate/examples/postfix/outbound.cf >>/etc/postfix/main.cf'
inside postfix reload 2>/dev/null
check "only Postfix reaches the sockets" is "710 tlsmandate postfix" inside stat -c '%a %U %G' /var/spool/postfix/tlsmandate
check "it does" as postfix ls /var/spool/postfix/tlsmandate/policy.sock
check "another user does not" not as nobody ls /var/spool/postfix/tlsmandate/policy.sock

check "the partner's mail without TLS is refused" \
    says "550 5.7.1 <anna@example.com>: Recipient address rejected: TLS agreement with Partner AG" \
    send someone@partner.example anna@example.com
check "with TLS it is taken" replies 250 someone@partner.example anna@example.com --tls
check "others' mail is taken without TLS" replies 250 someone@stranger.example anna@example.com
check "postmaster can be reached without TLS" replies 250 someone@partner.example postmaster@example.com
check "the refusal is in the journal" says session-not-encrypted inside tlsmandate audit list --agreement partner

# Mail from a stranger, by smtp-source, which ends at the first answer that is no success; the partner's, with and without TLS.
: >"$work/refusals"
: >"$work/stranger"
refusals_before=$(inside tlsmandate audit list --action reject --limit 100000 --format json | wc -l)
while [ ! -e "$work/stop" ]; do
    if inside smtp-source -s 4 -m 50 -M mx.stranger.example -f someone@stranger.example -t anna@example.com \
        "$our_address:25" >>"$work/refusals" 2>&1; then
        echo 250 >>"$work/stranger"
    else
        echo none >>"$work/stranger"
    fi
done &
loads+=($!)
stream encrypted someone@partner.example anna@example.com --tls
stream clear someone@partner.example anna@example.com
sleep 3
began=$(date +%s%3N)
check "it is upgraded under load" install /root/newer.deb
for _ in 1 2 3; do
    inside systemctl restart tlsmandate
    sleep 2
done
sleep 1
end_streams
seconds=$((($(date +%s%3N) - began) / 1000))
echo "  $seconds s: $(count 250 stranger) times 50 of a stranger's, $(count 250 encrypted) with TLS, $(count 550 clear) refused"
check "the newer version runs" is "$newer_version" inside dpkg-query -W -f '${Version}' tlsmandate
all_answered() {
    cat "$work/refusals"
    [ "$(sort -u "$work/$2")" = "$1" ] && [ "$(count "$1" "$2")" -ge "$3" ]
}
check "no stranger's mail was refused, not even for now" all_answered 250 stranger 3
check "nor the partner's with TLS" all_answered 250 encrypted 5
check "all of the partner's without TLS was refused for good" all_answered 550 clear 5
refusals() { inside tlsmandate audit list --action reject --limit 100000 --format json | wc -l; }
check "Postfix was never turned away" not says "connect to tlsmandate/" inside journalctl --no-pager -t postfix/smtpd \
    -t postfix/trivial-rewrite
check "and each refusal is in the journal" is "$((refusals_before + $(count 550 clear)))" refusals
check "the journal is whole" inside tlsmandate audit verify

# Out to the partner, whose server offers no TLS.
inside sh -c 'printf "outbound:\n  level: encrypt\n  route: \"smtp:[198.51.100.10]:2525\"\n" >>/etc/tlsmandate/agreements.d/partner.yaml'
check "the agreement is reloaded" inside systemctl reload tlsmandate
inside smtp-sink -u postfix "$partner_address:2525" 10 &
loads+=($!)
inside sendmail -f anna@example.com someone@partner.example <<<"Subject: in the clear"
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
inside postsuper -d ALL 2>/dev/null
kill "${loads[@]}" 2>/dev/null || true
loads=()

# The milter, beside the policy service.
inside sed -i 's|^  # \(milter: "unix:/var\)|  \1|' /etc/tlsmandate/tlsmandate.yaml
inside sh -c 'cat >>/etc/tlsmandate/tlsmandate.yaml' <<'YAML'
classes:
  secret:
    headers: { X-Classification: [secret] }
    senders: all
    needs: end-to-end
    on-violation: reject
YAML
inside systemctl restart tlsmandate
inside sh -c 'cat /usr/share/doc/tlsmandate/examples/postfix/milter.cf >>/etc/postfix/main.cf'
inside postfix reload 2>/dev/null
check "as a milter it refuses secret mail in the clear" says "550 5.7.1 Message marked secret" \
    send someone@stranger.example anna@example.com --header "X-Classification: secret"
check "and lets other mail pass" replies 250 someone@stranger.example anna@example.com

check "while it is stopped, mail waits at the senders'" inside systemctl stop tlsmandate
check "nothing gets through" replies 451 someone@partner.example anna@example.com

inside cp /root/main.cf /etc/postfix/main.cf
inside postfix reload 2>/dev/null
check "it is purged" inside apt-get purge --quiet --yes tlsmandate
check "mail passes again" replies 250 someone@partner.example anna@example.com
check "nothing of it is left" is "" inside find / -xdev -path /proc -prune -o -path /var/log -prune -o \
    -path /var/cache/apt -prune -o -name '*tlsmandate*' ! -path /root/tlsmandate.deb -print
check "nor its user" not inside getent passwd tlsmandate

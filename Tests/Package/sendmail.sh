# A real Sendmail as Debian sets it up: one agreement is kept by the milter, and an upgrade under load refuses nobody for good who
# keeps it, and lets nobody pass who does not.

machine_start "a machine with Sendmail"

check "Sendmail is installed" install sendmail sensible-mda
inside useradd --create-home anna
check "the package is installed" install /root/tlsmandate.deb
write_agreement
# Without Postfix, the milter alone, where Sendmail finds it.
inside sed -i -e '/^  policy:/d' -e '/^  socketmap:/d' -e 's|^  # \(milter: "unix:/run\)|  \1|' /etc/tlsmandate/tlsmandate.yaml
check "the agreement is fit" inside tlsmandate check
check "the service starts" inside systemctl enable --now --quiet tlsmandate

# The example's lines as they are, before those of the mailers; listening not on loopback alone, where no DNS knows anybody, and
# without the limits that Debian sets to a client.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example.com -keyout "$work/key.pem" -out "$work/cert.pem" \
    2>/dev/null
inside mkdir -p /etc/mail/tls
inside sh -c 'umask 077; cat >/etc/mail/tls/key.pem' <"$work/key.pem"
inside sh -c 'cat >/etc/mail/tls/cert.pem' <"$work/cert.pem"
inside sh -c '
    set -e
    echo example.com >>/etc/mail/local-host-names
    for limit in GreetPause ClientRate ClientConn; do echo "$limit:198.51.100 0"; done >>/etc/mail/access
    { echo "FEATURE(\`accept_unresolvable_domains'"'"')dnl"
      cat /usr/share/doc/tlsmandate/examples/sendmail/tlsmandate.mc; } >/root/lines
    sed -i -e "s/Addr=127.0.0.1/Addr=0.0.0.0/" -e "/^dnl # Default Mailer setup/r /root/lines" /etc/mail/sendmail.mc
    grep -q "^INPUT_MAIL_FILTER" /etc/mail/sendmail.mc
    cd /etc/mail && make >/root/make.log 2>&1
    systemctl restart sendmail'
listens() {
    local _
    for _ in $(seq 100); do
        says STARTTLS send someone@stranger.example anna@example.com --quit-after EHLO && return
        sleep 0.2
    done
    return 1
}
check "Sendmail answers, and offers TLS" listens

check "the partner's mail without TLS is refused" \
    says "550 5.7.1 <anna@example.com>... TLS agreement with Partner AG: the session is not encrypted" \
    send someone@partner.example anna@example.com
check "with TLS it is taken" replies 250 someone@partner.example anna@example.com --tls
check "others' mail is taken without TLS" replies 250 someone@stranger.example anna@example.com
check "the refusal is in the journal" says session-not-encrypted inside tlsmandate audit list --agreement partner

: >"$work/refusals"
stream encrypted someone@partner.example anna@example.com --tls
stream clear someone@partner.example anna@example.com
sleep 3
check "it is upgraded under load" install /root/newer.deb
inside systemctl restart tlsmandate
sleep 3
end_streams
echo "  with TLS $(count 250 encrypted) taken, $(count '4..' encrypted) put off; without $(count 550 clear) refused, $(count '4..' clear) put off"
only() {
    cat "$work/refusals"
    [ "$(count "$1" "$2")" -ge 5 ] && [ "$(($(count "$1" "$2") + $(count '4..' "$2")))" -eq "$(wc -l <"$work/$2")" ]
}
check "the partner's mail with TLS was taken, or put off" only 250 encrypted
check "all of the partner's without TLS was refused, or put off" only 550 clear
check "the newer version runs" is "$newer_version" inside dpkg-query -W -f '${Version}' tlsmandate
check "and mail passes" replies 250 someone@partner.example anna@example.com --tls

inside systemctl stop tlsmandate
check "while it is stopped, mail waits at the senders'" replies 451 someone@partner.example anna@example.com

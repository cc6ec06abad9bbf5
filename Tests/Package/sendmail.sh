# A real Sendmail as Debian sets it up: an agreement is written and kept by doing what tlsmandate-deployment(7) says, and nothing
# else; an upgrade under load refuses nobody for good who keeps it, and lets nobody pass who does not.

mail_server=Sendmail
machine_start "a machine with Sendmail"

check "Sendmail is installed" install sendmail sensible-mda
inside useradd --create-home sales
certificate /etc/mail/tls
# Listening not on loopback alone, where no DNS knows anybody, and without the limits that Debian sets to a client.
inside sh -ec '
    echo example.com >>/etc/mail/local-host-names
    for limit in GreetPause ClientRate ClientConn; do echo "$limit:198.51.100 0"; done >>/etc/mail/access
    sed -i -e "s/Addr=127.0.0.1/Addr=0.0.0.0/" \
        -e "/^MAILER_DEFINITIONS/i FEATURE(\`accept_unresolvable_domains'"'"')dnl" /etc/mail/sendmail.mc
    make -C /etc/mail
    systemctl restart sendmail' >"$work/make" 2>&1
listens() {
    local _
    for _ in $(seq 100); do
        says "250-" send someone@stranger.example sales@example.com --quit-after EHLO && return
        sleep 0.2
    done
    return 1
}
check "Sendmail answers" listens
check "the package is installed" install /root/tlsmandate.deb

follow "First steps"
follow Sendmail
follow "Sendmail: deliveries to partners"
check "Sendmail answers again" listens
check "in testing, the partner's mail without TLS is taken" replies 250 info@partner.example sales@example.com
follow Rollout
check "of deliveries it asks nothing yet" not says partner.example inside makemap -u hash /etc/mail/access
follow Enforce
follow "Sendmail: deliveries to partners"
check "what is enforced of deliveries is in the access map" says "tls_rcpt:partner.example" \
    inside makemap -u hash /etc/mail/access
check "the partner's mail without TLS is refused" \
    says "450 4.7.1 <sales@example.com>... TLS agreement with Partner AG: the session is not encrypted" \
    send someone@partner.example sales@example.com
check "with TLS it is taken" replies 250 someone@partner.example sales@example.com --tls
check "others' mail is taken without TLS" replies 250 someone@stranger.example sales@example.com
check "the refusal is in the journal" says session-not-encrypted inside tlsmandate audit list --agreement partner
follow Monitoring

: >"$work/refusals"
stream encrypted someone@partner.example sales@example.com --tls
stream clear someone@partner.example sales@example.com
sleep 3
offer_newer
follow Upgrade
inside systemctl restart tlsmandate
sleep 3
end_streams
echo "  with TLS $(count 250 encrypted) taken, $(count '4..' encrypted) put off; without $(count 450 clear) refused, $(count 451 clear) put off"
# only CODE NAME: that a stream was answered so at least five times, and else put off.
only() {
    cat "$work/refusals"
    [ "$(count "$1" "$2")" -ge 5 ] && ! grep -vx -e "$1" -e '4..' "$work/$2"
}
check "the partner's mail with TLS was taken, or put off" only 250 encrypted
check "all of the partner's without TLS was refused, or put off" only 450 clear
check "the newer version runs" is "$newer_version" inside dpkg-query -W -f '${Version}' tlsmandate
check "and mail passes" replies 250 someone@partner.example sales@example.com --tls

follow "The journal: SQLite, journald, or both"
follow "Retention and proof"
check "the partner's mail without TLS is refused as before" replies 450 someone@partner.example sales@example.com
check "and the refusal is in journald too" says session-not-encrypted \
    inside tlsmandate audit list --agreement partner --journal systemd:

inside systemctl stop tlsmandate
check "while it is stopped, mail waits at the senders'" replies 451 someone@partner.example sales@example.com

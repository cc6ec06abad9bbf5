# The partner's gateway as a probe finds it, to be sourced: a DNS server of the machine's own names it, Postfix serves it on the
# partner's address, and its certificate is of a CA that the machine trusts.

partner_gateway() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Trusted Root CA" -keyout "$work/ca-key.pem" \
        -out "$work/ca.pem" 2>/dev/null
    openssl req -x509 -newkey rsa:2048 -nodes -days 60 -subj /CN=mx.partner.example -CA "$work/ca.pem" \
        -CAkey "$work/ca-key.pem" -addext subjectAltName=DNS:mx.partner.example -keyout "$work/gateway-key.pem" \
        -out "$work/gateway.pem" 2>/dev/null
    inside sh -ec 'cat >/usr/local/share/ca-certificates/partner.crt; update-ca-certificates --fresh' <"$work/ca.pem" >/dev/null
    inside sh -c 'umask 077; cat >/etc/postfix/tls/gateway.pem' < <(cat "$work/gateway-key.pem" "$work/gateway.pem")
    inside postconf -M "$partner_address:smtp/inet=$partner_address:smtp inet n - n - - smtpd"
    inside postconf -P "$partner_address:smtp/inet/smtpd_tls_chain_files=/etc/postfix/tls/gateway.pem" \
        "$partner_address:smtp/inet/smtpd_relay_restrictions=check_recipient_access,static:OK,reject" \
        "$partner_address:smtp/inet/smtpd_recipient_restrictions=check_recipient_access,static:OK,reject"
    inside systemctl restart postfix
    # Its unit would resolve for the machine; here it answers of itself.
    inside systemctl mask --quiet unbound
    check "a DNS server is installed" install unbound
    inside sh -c 'cat >/root/unbound.conf' <<UNBOUND
server:
    interface: 127.0.0.1
    chroot: ""
    username: ""
    pidfile: ""
    use-syslog: no
    local-zone: "." static
    local-data: "partner.example. MX 10 mx.partner.example."
    local-data: "mx.partner.example. A $partner_address"
UNBOUND
    inside systemd-run --quiet --unit partner-dns unbound -d -c /root/unbound.conf
    inside sh -c 'echo nameserver 127.0.0.1 >/etc/resolv.conf'
    check "it answers" listens_at 127.0.0.1 53
    check "the partner's gateway answers" listens_at "$partner_address" 25
}

# listens_at ADDRESS PORT: that somebody does, within ten seconds.
listens_at() {
    local _
    for _ in $(seq 50); do
        client bash -c ': </dev/tcp/"$0"/"$1"' "$1" "$2" 2>/dev/null && return
        sleep 0.2
    done
    return 1
}

# The machine as its administrator has it before reading tlsmandate-deployment(7): Debian's Postfix as installed, which is
# mx.example.com; the service's user and folders, as the package makes them; CAs; DNS. Partners' mail goes to 198.51.100.25,
# which is another smtpd(8) of the same Postfix: it takes all mail, and throws it away.
#
# From the test: $CONF is conf/ of the repository, $CA, $CERTIFICATE and $KEY are PEM files, $NAMES the partners' domains.
set -eu

useradd --system --home-dir /var/lib/tlsmandate --shell /usr/sbin/nologin tlsmandate
install -d -o tlsmandate -g tlsmandate -m 0750 /var/lib/tlsmandate
install -d -o tlsmandate -g tlsmandate -m 0755 /run/tlsmandate
rm -rf /etc/tlsmandate
cp -r "$CONF" /etc/tlsmandate
chmod -R a+rX /etc/tlsmandate

# What a site has beside that, and the documents speak of.
mkdir -p /root/journals /root/register/agreements.d
cat > /root/register/tlsmandate.yaml <<'END'
organisation: { name: Example GmbH, domains: [example.com], contact: postmaster@example.com }
listen: { policy: ["unix:policy.sock"] }
END
cat > /root/register/agreements.d/partner.yaml <<'END'
partner: Partner AG
domains: [partner.example]
inbound: { level: encrypt }
END
cp /root/register/agreements.d/partner.yaml /etc/tlsmandate/agreements.d
mkdir /etc/tlsmandate/agreements.d/ca
cp "$CA" /etc/tlsmandate/agreements.d/ca/partner.pem
echo partner-mail.example > /etc/tlsmandate/agreements.d/partner.domains
mkdir -p /etc/mail /var/lib/prometheus/node-exporter
touch /etc/mail/access.local
echo 'customer.example encrypt' > /etc/postfix/tls_policy

mkdir -p /etc/ssl/certs /etc/postfix/tls
cp "$CA" /etc/ssl/certs/ca-certificates.crt
cp "$CA" /etc/ssl/cert.pem
cp "$CERTIFICATE" /etc/postfix/tls/cert.pem
install -m 0600 "$KEY" /etc/postfix/tls/key.pem

# The root of this DNS is not signed, so nothing is trusted.
: > /root/no-anchors
mount --bind /root/no-anchors /usr/share/dns/root.key
rm -f /etc/resolv.conf
echo 'nameserver 127.0.0.1' > /etc/resolv.conf
printf '127.0.0.1 localhost\n192.0.2.25 mx.example.com\n' > /etc/hosts
{
    printf '$TTL 60\n. SOA ns.invalid. postmaster.invalid. 1 60 60 3600 60\n. NS ns.invalid.\n'
    printf 'mx.example.com. A 192.0.2.25\nexample.com. MX 10 mx.example.com.\n'
    printf 'mail1.partner.example. A 198.51.100.25\n'
    for name in $NAMES; do printf '%s. MX 10 mx.%s.\nmx.%s. A 198.51.100.25\n' "$name" "$name" "$name"; done
} > /root/root.zone
cat > /root/unbound.conf <<'END'
server:
    interface: 127.0.0.1
    access-control: 127.0.0.0/8 allow
    num-threads: 1
    chroot: ""
    username: ""
    pidfile: "/root/unbound.pid"
    use-syslog: no
    module-config: "iterator"
    local-zone: "example." nodefault
auth-zone:
    name: "."
    zonefile: "/root/root.zone"
    for-downstream: no
    for-upstream: yes
    fallback-enabled: no
END
unbound -c /root/unbound.conf

mkdir -p /run/systemd/journal /var/log/journal
touch /run/systemd/journal/flushed
echo 0123456789abcdef0123456789abcdef > /etc/machine-id
printf '[Journal]\nStorage=persistent\nReadKMsg=no\nAudit=no\nSplitMode=none\n' > /etc/systemd/journald.conf
/lib/systemd/systemd-journald > /dev/null 2>&1 &

cp /usr/share/postfix/main.cf.debian /etc/postfix/main.cf
cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
postconf -e myhostname=mx.example.com inet_interfaces=192.0.2.25 inet_protocols=ipv4 mynetworks=127.0.0.0/8 \
    mydestination=example.com local_recipient_maps= local_transport=discard: alias_maps= alias_database= \
    smtpd_error_sleep_time=0 maillog_file=/var/log/mail.log
cat >> /etc/postfix/master.cf <<'END'
198.51.100.25:25 inet n - y - - smtpd -o myhostname=mx.partner.example -o mynetworks=0.0.0.0/0
    -o content_filter=discard: -o smtpd_milters= -o transport_maps=
    -o smtpd_recipient_restrictions=permit_mynetworks,reject -o smtpd_end_of_data_restrictions=
END
# A second instance, as gateways have for what goes out.
cp -r /etc/postfix /etc/postfix-out
# A main.cf that changed within the last second is waited for.
touch -d '1 minute ago' /etc/postfix/main.cf
postfix start

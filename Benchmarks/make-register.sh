#!/usr/bin/env bash
# Writes what the benchmark runs on: a configuration with many agreements, and files of requests for it: policy requests
# in the attributes and order of Postfix 3.7, and a socketmap's look-ups. The same arguments always write the same files.
#
#     Benchmarks/make-register.sh FOLDER PORT [AGREEMENTS [DOMAINS-EACH]]         by default 500 and 10
#
# tlsmandate.yaml, agreements.d/   listening on policy.sock beside it and on 127.0.0.1:PORT
# requests-agreed.txt              every sender in an agreement's domain; one request in ten breaks the agreement
# requests-tenth.txt               of ten requests one breaks an agreement, nine are of other domains
# requests-mixed.txt               of ten requests one breaks an agreement, one keeps one, eight are of other domains
# requests-clean.txt               no sender in an agreement's domain
# requests-nexthops.txt            look-ups of TLS policy, one in ten of an agreement's domain

set -euo pipefail

if (($# < 2 || $# > 4)); then
    echo "usage: make-register.sh FOLDER PORT [AGREEMENTS [DOMAINS-EACH]]" >&2
    exit 64
fi
folder=$1 port=$2 agreements=${3:-500} domains=${4:-10}
requests=1000

mkdir -p "$folder/agreements.d"

cat >"$folder/tlsmandate.yaml" <<YAML
organisation:
  name: Example GmbH
  domains: [example.com]
  contact: postmaster@example.com
listen:
  policy: ["unix:policy.sock", "inet:127.0.0.1:$port"]
agreements: agreements.d
journal: ["sqlite:journal.sqlite"]
journal-sync: normal
YAML

awk -v folder="$folder/agreements.d" -v agreements="$agreements" -v domains="$domains" '
    BEGIN {
        for (a = 0; a < agreements; a++) {
            file = sprintf("%s/firm%04d.yaml", folder, a)
            printf "partner: Firm %04d\nreference: \"TLS form, folder %d\"\ndomains:\n", a, a > file
            for (d = 0; d < domains; d++) printf "  - firm%04d-%d.example\n", a, d > file
            print "inbound:" > file
            print "  level: encrypt\n  minimum-protocol: TLSv1.2\n  minimum-bits: 128\n  on-violation: reject" > file
            print "outbound:\n  level: secure" > file
            close(file)
        }
    }'

# KIND is agreed, tenth, mixed or clean, as above. Numbers without a common divisor spread the requests over the register.
write_requests() { # KIND
    awk -v kind="$1" -v agreements="$agreements" -v domains="$domains" -v requests="$requests" '
        function request(number, domain, encrypted) {
            host = "mail." domain
            print "request=smtpd_access_policy"
            print "protocol_state=RCPT"
            print "protocol_name=ESMTP"
            print "client_address=192.0.2." (1 + number % 254)
            print "client_name=" host
            print "client_port=" (32768 + number * 17 % 28000)
            print "reverse_client_name=" host
            print "server_address=198.51.100.25"
            print "server_port=25"
            print "helo_name=" host
            print "sender=sender" number "@" domain
            print "recipient=recipient" (number * 13 % 997) "@example.com"
            print "recipient_count=0"
            print "queue_id="
            print "instance=@INSTANCE@"
            print "size=" (1200 + number * 61 % 90000)
            print "etrn_domain="
            print "stress="
            print "sasl_method="
            print "sasl_username="
            print "sasl_sender="
            print "ccert_subject="
            print "ccert_issuer="
            print "ccert_fingerprint="
            print "ccert_pubkey_fingerprint="
            print "encryption_protocol=" (encrypted ? "TLSv1.3" : "")
            print "encryption_cipher=" (encrypted ? "TLS_AES_256_GCM_SHA384" : "")
            print "encryption_keysize=" (encrypted ? 256 : 0)
            print "policy_context="
            print ""
        }
        BEGIN {
            for (i = 0; i < requests; i++) {
                agreed = sprintf("firm%04d-%d.example", i * 7919 % agreements, (i * 31 + int(i / agreements)) % domains)
                foreign = sprintf("stranger%04d.example", i * 7919 % 5003)
                turn = i % 10
                takes_part = kind == "agreed" || kind == "mixed" && (turn == 3 || turn == 8) || kind == "tenth" && turn == 3
                request(i, takes_part ? agreed : foreign, !(takes_part && turn == 3))
            }
        }'
}

for kind in agreed tenth mixed clean; do
    write_requests "$kind" >"$folder/requests-$kind.txt"
done

awk -v agreements="$agreements" -v domains="$domains" -v requests="$requests" '
    BEGIN {
        for (i = 0; i < requests; i++) {
            key = sprintf("stranger%04d.example", i * 7919 % 5003)
            if (i % 10 == 3) key = sprintf("firm%04d-%d.example", i * 7919 % agreements, (i * 31 + int(i / agreements)) % domains)
            printf "%d:tls-policy %s,", length(key) + 11, key
        }
    }' >"$folder/requests-nexthops.txt"

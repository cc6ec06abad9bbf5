#!/usr/bin/env bash
# Writes a private Postfix instance: its own configuration, queue and data below one folder, listening on loopback, and
# throwing every message away. The benchmark's driver compares its SMTP ports: one may ask no policy service, another
# asks the one on loopback port 10040 at RCPT, a third asks it at the end of the message too, a fourth asks a milter.
#
#     Benchmarks/make-postfix.sh FOLDER 2501 2502=10040 2503=10040,end 2504=milter:unix:/tmp/milter.sock
#     postfix -c FOLDER/etc start
#
# Needs root, and the accounts that Debian's postfix package creates. The folder must be reachable for them.

set -euo pipefail

folder=$(realpath -- "${1:?usage: make-postfix.sh FOLDER SMTP-PORT[=POLICY-PORT[,end]|=milter:ADDRESS]...}")
shift

mkdir -p "$folder"/{etc,queue,data}
chown postfix "$folder/data"

cat >"$folder/etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
maillog_file = $folder/mail.log
maillog_file_prefixes = $folder
import_environment = MAIL_CONFIG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.com
mydestination = example.com
mynetworks = 192.0.2.1/32
alias_maps =
alias_database =
local_recipient_maps =
local_transport = discard:
default_transport = discard:
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unauth_destination
CF

smtpd() { # SMTP-PORT[=POLICY-PORT[,end]|=milter:ADDRESS]
    local policy_port=${1#"${1%%=*}"} ask
    echo "127.0.0.1:${1%%=*} inet n - n - - smtpd"
    [[ -n $policy_port ]] || return 0
    [[ $policy_port != =milter:* ]] || { echo "  -o smtpd_milters=${policy_port#=milter:}" && return; }
    policy_port=${policy_port#=}
    ask="check_policy_service inet:127.0.0.1:${policy_port%,end}"
    echo "  -o { smtpd_recipient_restrictions = reject_unauth_destination, $ask }"
    [[ $1 != *,end ]] || echo "  -o { smtpd_end_of_data_restrictions = $ask }"
}

{
    for port; do smtpd "$port"; done
    cat <<CF
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
CF
} >"$folder/etc/master.cf"

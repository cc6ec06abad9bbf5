# shellcheck shell=bash
# The part of the benchmark that asks through a real Postfix: the messages a second it passes without a policy service,
# with the service, and with the floor, from the same instance (make-postfix.sh) in turns. Read by run, whose helpers
# and variables it uses; it defines measure_postfix.

# Messages a second through one SMTP port; sets $measured. The sender's agreement takes part, from an exempt network.
send_messages() { # PORT MESSAGES
    local began=$EPOCHREALTIME
    run_client timeout -k 5 120 smtp-source -s 10 -m "$2" -f sender@firm0017-3.example -t recipient@example.com \
        "127.0.0.1:$1" || return 1
    measured=$(awk "BEGIN { print $2 / ($EPOCHREALTIME - $began) }")
    for _ in {1..200}; do # until all are delivered, so that the next round does not pay for these
        [[ -n $(find "$temp/postfix/queue/"{incoming,active,deferred} -type f -print -quit 2>/dev/null) ]] || return 0
        sleep 0.1
    done
    return 1
}

is_asked() { # POLICY-PORT: whether a connection to it is open
    grep -qi ":$(printf %04X "$1") 01 " /proc/net/tcp
}

# One port for each way of asking: not at all, the service, the service at the end of the message too, the floor.
declare -A smtp_port

start_postfix() {
    local way
    for way in none service twice floor; do find_port && smtp_port[$way]=$port; done
    "$here/make-postfix.sh" "$temp/postfix" "${smtp_port[none]}" "${smtp_port[service]}=$service_port" \
        "${smtp_port[twice]}=$service_port,end" "${smtp_port[floor]}=$floor_port" || return 1
    postfix=yes
    postfix -c "$temp/postfix/etc" start >"$temp/postfix.out" 2>&1 || { cat "$temp/postfix.out" >&2 && return 1; }
    for way in none service twice floor; do send_messages "${smtp_port[$way]}" 300 || return 1; done
    is_asked "$service_port" && is_asked "$floor_port" || fail "Postfix did not ask its policy service"
}

# Sets ${rates[WAY]} to the messages a second and ${ratios[WAY]} to their ratios to not asking, each round's.
postfix_rounds() {
    local round turn way ways=(none service twice floor)
    declare -gA rates=() ratios=()
    start_postfix || return 1
    for ((round = 0; round < rounds; round++)); do
        declare -A rate=()
        for ((turn = 0; turn < 4; turn++)); do
            way=${ways[(round + turn) % 4]}
            send_messages "${smtp_port[$way]}" "$messages" || return 1
            rate[$way]=$measured
        done
        for way in "${ways[@]}"; do
            rates[$way]+=" ${rate[$way]}"
            ratios[$way]+=" $(awk "BEGIN { print ${rate[$way]} / ${rate[none]} }")"
        done
    done
    ! grep -m 5 -E 'warning: .*(policy|talking|timeout)|fatal|panic' "$temp/postfix/mail.log" >&2 ||
        fail "Postfix complained"
    return 0
}

# shellcheck disable=SC2086 # the rounds' figures are meant to be split
measure_postfix() {
    local name="messages/s through Postfix, 10 sessions"
    if ! command -v postfix smtp-source >/dev/null || ((EUID != 0)); then
        note "$name" skipped "needs postfix, and root"
        return
    fi
    start_service
    postfix_rounds || { did_not_run "$name" && return; }
    row "$name" "$(printf '%.2f' "$(median ${ratios[service]})")" "" ">=" 0.95 \
        "with $(printf '%.0f' "$(median ${rates[service]})"), without $(printf '%.0f' "$(median ${rates[none]})")"
    note "  asked at the end of the message too" "$(printf '%.2f' "$(median ${ratios[twice]})")" ""
    note "  the floor asked instead" "$(printf '%.2f' "$(median ${ratios[floor]})")" "what asking itself costs"
    stop_service
}

# shellcheck shell=bash
# The part of the benchmark that asks as a milter is asked: the messages a second that the service decides beside the
# floor (milter-floor.c), what an idle session costs, and the messages a real Postfix passes with either, over a unix
# socket and over TCP. Read by run, whose helpers and variables it uses, and those of postfix-part.sh; it defines
# measure_milter.

milter_floor= milter_port= milter_floor_port=

# The service listens for the milter too; its configuration is make-register.sh's with that line added.
configure_milter() { # TRANSPORT: sets $config and $milter_at (as the configuration and Postfix write it)
    milter_at=unix:$state/milter.sock
    [[ $1 == unix ]] || milter_at=inet:127.0.0.1:$milter_port
    config=milter-$1.yaml
    sed "s|^listen:\$|&\\n  milter: \"$milter_at\"|" "$state/tlsmandate.yaml" >"$state/$config"
}

# What stands in the service's place with --floor-only. libmilter writes addresses its own way round.
milter_floor_command() { # ADDRESS: sets $command
    command=("$bin/milter-floor" "local:${1#unix:}")
    [[ $1 == unix:* ]] || command=("$bin/milter-floor" "inet:${1##*:}@127.0.0.1")
    # The service's callbacks and macros (Negotiation.swift, MilterMacro.swift); it always continues.
    local mail="v i {client_addr} {client_name} {client_port} {client_resolve} {tls_version} {cipher} {cipher_bits} {verify}"
    mail+=" {cert_subject} {cert_issuer} {cn_subject} {cn_issuer} {auth_authen} {mail_addr}"
    command+=(--steps=helo,envfrom,envrcpt,data,eom,abort,close --answers=envrcpt,data "--symlist=envfrom:$mail"
        "--symlist=envrcpt:i {rcpt_addr}" "--symlist=data:i" "--symlist=eom:i {msg_id}")
}

# Postfix's processes must reach the socket; it lies in a folder of our own.
open_socket() { # ADDRESS
    [[ $1 == inet:* ]] || chmod 666 "${1#unix:}"
}

start_milter_floor() { # ADDRESS
    local command
    milter_floor_command "$1"
    "${command[@]}" &
    milter_floor=$!
    for _ in {1..100}; do
        "$bin/milter-load" "$1" 1 1 1 "$state/requests-clean.txt" >/dev/null 2>&1 && open_socket "$1" && return 0
        sleep 0.05
    done
    fail "the milter's floor does not answer" || exit 1
}

end_milter_floor() { # libmilter takes up to five seconds to notice that it should end
    [[ -z $milter_floor ]] || kill -KILL "$milter_floor" 2>/dev/null
    [[ -z $milter_floor ]] || wait "$milter_floor" 2>/dev/null
    milter_floor=
}

start_milter_service() {
    start_service
    open_socket "$milter_at"
}

# Whether the service judged, as in run; the more messages a session has, the less evenly they end within a round.
judged_messages_rightly() { # MESSAGES-EACH
    [[ $floor_only == no ]] || return 0
    local refused messages slack=1
    refused=$(value_of refused) messages=$(value_of messages)
    (($1 == 1)) || slack=2
    holds "$refused > $messages * 0.08 / $slack && $refused < $messages * 0.12 * $slack"
}

load_milter() { # ADDRESS CONNECTIONS MESSAGES-EACH: sets $measured
    run_client "${apart[@]}" "$bin/milter-load" "$1" "$2" "$3" "${seconds}s" "$state/requests-tenth.txt" || return 1
    measured=$(value_of messages_per_s)
}

# The rounds of one comparison, of a fresh floor and a fresh service. Sets $ratio (service by floor), $of_floor and
# $of_service, the medians.
compare_milter() { # CONNECTIONS MESSAGES-EACH
    local round turn at ratios=() floors=() services=()
    longest_settling=0 apart=()
    start_milter_service
    start_milter_floor "$milter_floor_at"
    (($1 > 1)) || keep_apart "$milter_floor"
    for at in "$milter_floor_at" "$milter_at"; do
        run_client "$bin/milter-load" "$at" "$1" "$2" 2000 "$state/requests-tenth.txt" || return 1
    done
    for ((round = 0; round < rounds; round++)); do
        for ((turn = 0; turn < 2; turn++)); do
            if (((round + turn) % 2 == 0)); then
                load_milter "$milter_floor_at" "$1" "$2" || return 1
                floors+=("$measured")
            else
                load_milter "$milter_at" "$1" "$2" || return 1
                judged_messages_rightly "$2" || fail "refused wrongly: $(<"$temp/client.out")" || return 1
                services+=("$measured")
                settle
            fi
        done
        ratios+=("$(awk "BEGIN { print ${services[-1]} / ${floors[-1]} }")")
    done
    stop_service
    end_milter_floor
    ratio=$(printf '%.2f' "$(median "${ratios[@]}")")
    of_floor=$(printf '%.0f' "$(median "${floors[@]}")") of_service=$(printf '%.0f' "$(median "${services[@]}")")
}

measure_milter_throughput() {
    local connections each name late
    for connections in 1 16 200; do
        for each in 1 100; do
            name="messages/s, $connections connections, $each a connection"
            compare_milter "$connections" "$each" || { end_milter_floor && did_not_run "$name" && continue; }
            late=
            ((longest_settling < 5)) || late=", busy for $((longest_settling * 100)) ms after a round"
            row "$name" "$ratio" "" ">=" 0.90 "service $of_service, floor $of_floor$late"
        done
    done
}

# On a fresh service and after some messages, as in run.
measure_milter_idle() {
    local name="1,000 idle sessions, each" clean=$state/requests-clean.txt
    longest_settling=0
    start_milter_service
    run_client "$bin/milter-load" "$milter_at" 4 10 2000 "$clean" || { did_not_run "$name" && return; }
    settle
    run_client "$bin/idle-milter-sessions" "$milter_at" 1000 "$service_itself" "$clean" ||
        { did_not_run "$name" && return; }
    row "$name" "$(value_of bytes_each)" " B" "<" 24576 \
        "resident: before $(value_of before_kib) KiB, then $(value_of after_kib)"
    stop_service
}

# One port for each way: no milter, the service, the floor; sets ${rates[WAY]} and ${ratios[WAY]}, as postfix_rounds.
milter_postfix_rounds() { # MESSAGES
    local round turn way ways=(none service floor)
    declare -gA rates=() ratios=()
    for way in "${ways[@]}"; do find_port && smtp_port[$way]=$port; done
    rm -rf "$temp/postfix"
    "$here/make-postfix.sh" "$temp/postfix" "${smtp_port[none]}" "${smtp_port[service]}=milter:$milter_at" \
        "${smtp_port[floor]}=milter:$milter_floor_at" || return 1
    postfix=yes
    postfix -c "$temp/postfix/etc" start >"$temp/postfix.out" 2>&1 || { cat "$temp/postfix.out" >&2 && return 1; }
    for way in "${ways[@]}"; do send_messages "${smtp_port[$way]}" 100 || return 1; done
    for ((round = 0; round < rounds; round++)); do
        declare -A rate=()
        for ((turn = 0; turn < 3; turn++)); do
            way=${ways[(round + turn) % 3]}
            send_messages "${smtp_port[$way]}" "$1" || return 1
            rate[$way]=$measured
        done
        for way in "${ways[@]}"; do rates[$way]+=" ${rate[$way]}"; done
        ratios[none]+=" $(awk "BEGIN { print ${rate[service]} / ${rate[none]} }")"
        ratios[floor]+=" $(awk "BEGIN { print ${rate[service]} / ${rate[floor]} }")"
    done
    ! grep -m 5 -E 'warning: .*milter|fatal|panic' "$temp/postfix/mail.log" >&2 || fail "Postfix complained"
    return 0
}

# shellcheck disable=SC2086 # the rounds' figures are meant to be split
measure_milter_postfix() { # TRANSPORT MESSAGES
    local name="messages/s through Postfix, milter, $1"
    if ! command -v postfix smtp-source >/dev/null || ((EUID != 0)); then
        note "$name" skipped "needs postfix, and root"
        return
    fi
    apart=()
    start_milter_service
    start_milter_floor "$milter_floor_at"
    milter_postfix_rounds "$2" || { end_milter_floor && did_not_run "$name" && return; }
    row "$name" "$(printf '%.2f' "$(median ${ratios[none]})")" "" ">=" 0.80 \
        "with $(printf '%.0f' "$(median ${rates[service]})"), without $(printf '%.0f' "$(median ${rates[none]})")"
    row "  beside the floor" "$(printf '%.2f' "$(median ${ratios[floor]})")" "" ">=" 1.00 \
        "floor $(printf '%.0f' "$(median ${rates[floor]})")"
    postfix -c "$temp/postfix/etc" stop >/dev/null 2>&1
    postfix=
    stop_service
    end_milter_floor
}

measure_milter() {
    local frontend=milter config milter_at milter_floor_at=unix:$temp/milter-floor.sock
    find_port && milter_port=$port
    find_port && milter_floor_port=$port
    configure_milter unix
    measure_milter_idle
    measure_milter_throughput
    measure_milter_postfix unix "$messages"
    configure_milter inet
    milter_floor_at=inet:127.0.0.1:$milter_floor_port
    measure_milter_postfix inet $((messages / 10))
}

# shellcheck shell=bash
# The part of the benchmark that asks for the TLS policy of next hops: the look-ups a second that the service answers
# beside the floor (socketmap-floor) and beside postfix-mta-sts-resolver, which answers the same protocol. Read by run,
# whose helpers and variables it uses; it defines measure_socketmap.

socketmap_floor= resolver=

# The service listens for the socketmap too; its configuration is make-register.sh's with that line added.
configure_socketmap() { # sets $config
    config=socketmap.yaml
    sed "s|^listen:\$|&\\n  socketmap: [\"inet:127.0.0.1:$socketmap_port\"]|" "$state/tlsmandate.yaml" >"$state/$config"
}

start_socketmap_floor() {
    "$bin/socketmap-floor" "inet:127.0.0.1:$socketmap_floor_port" &
    socketmap_floor=$!
    await_socketmap "$socketmap_floor_port"
}

# With a policy in its cache for each name that is asked for, so that it looks nothing up in the DNS.
start_resolver() {
    cat >"$temp/mta-sts-daemon.yml" <<YAML
host: 127.0.0.1
port: $resolver_port
cache: { type: sqlite, options: { filename: "$temp/mta-sts.db" } }
cache_grace: 86400
YAML
    grep -o '[a-z0-9-]*\.example' "$state/requests-nexthops.txt" | sort -u | python3 -c '
import json, sqlite3, sys, time
cache = sqlite3.connect(sys.argv[1])
cache.execute("create table sts_policy_cache (domain text, ts integer, pol_id text, pol_body text)")
for domain in sys.stdin.read().split():
    policy = {"version": "STSv1", "mode": "enforce", "max_age": 604800, "mx": ["mail." + domain]}
    cache.execute("insert into sts_policy_cache values (?, ?, ?, ?)", (domain, int(time.time()), "1", json.dumps(policy)))
cache.commit()' "$temp/mta-sts.db"
    mta-sts-daemon -c "$temp/mta-sts-daemon.yml" >"$temp/resolver.log" 2>&1 &
    resolver=$!
    await_socketmap "$resolver_port"
}

await_socketmap() { # PORT
    for _ in {1..100}; do
        "$bin/socketmap-load" "inet:127.0.0.1:$1" 1 1 "$state/requests-nexthops.txt" >/dev/null 2>&1 && return 0
        sleep 0.05
    done
    fail "nobody answers at port $1" || exit 1
}

end_socketmap_others() {
    stop "$socketmap_floor"
    [[ -z $resolver ]] || kill -KILL "$resolver" 2>/dev/null
    [[ -z $resolver ]] || wait "$resolver" 2>/dev/null
    socketmap_floor= resolver=
}

load_socketmap() { # PORT CONNECTIONS: sets $measured
    run_client "$bin/socketmap-load" "inet:127.0.0.1:$1" "$2" "${seconds}s" "$state/requests-nexthops.txt" || return 1
    measured=$(value_of per_second)
}

# About one look-up in ten is of an agreement's domain.
looked_up_rightly() {
    [[ $floor_only == no ]] || return 0
    holds "$(value_of refused) > $(value_of requests) * 0.08 && $(value_of refused) < $(value_of requests) * 0.12"
}

# The rounds of one comparison; sets ${ratios[floor]} and ${ratios[resolver]}, and ${rates[...]} of all three.
compare_socketmap() { # CONNECTIONS
    local round turn way ways=(floor service)
    [[ -z $resolver ]] || ways+=(resolver)
    declare -gA rates=() ratios=()
    longest_settling=0 apart=()
    start_service
    run_client "$bin/socketmap-load" "inet:127.0.0.1:$socketmap_port" "$1" 5000 "$state/requests-nexthops.txt" || return 1
    for ((round = 0; round < rounds; round++)); do
        declare -A rate=()
        for ((turn = 0; turn < ${#ways[@]}; turn++)); do
            way=${ways[(round + turn) % ${#ways[@]}]}
            case $way in
            floor) load_socketmap "$socketmap_floor_port" "$1" || return 1 ;;
            resolver) load_socketmap "$resolver_port" "$1" || return 1 ;;
            service)
                load_socketmap "$socketmap_port" "$1" || return 1
                looked_up_rightly || fail "answered wrongly: $(<"$temp/client.out")" || return 1
                settle
                ;;
            esac
            rate[$way]=$measured
        done
        for way in "${ways[@]}"; do rates[$way]+=" ${rate[$way]}"; done
        for way in floor resolver; do
            [[ -z ${rate[$way]:-} ]] || ratios[$way]+=" $(awk "BEGIN { print ${rate[service]} / ${rate[$way]} }")"
        done
    done
    stop_service
}

# shellcheck disable=SC2086 # the rounds' figures are meant to be split
measure_socketmap() {
    local frontend=socketmap config connections name
    find_port && socketmap_port=$port
    find_port && socketmap_floor_port=$port
    find_port && resolver_port=$port
    configure_socketmap
    start_socketmap_floor
    ! command -v mta-sts-daemon >/dev/null || start_resolver
    for connections in 16 200; do
        name="look-ups/s, $connections connections"
        compare_socketmap "$connections" || { did_not_run "$name" && continue; }
        row "$name" "$(printf '%.2f' "$(median ${ratios[floor]})")" "" ">=" 0.60 \
            "service $(printf '%.0f' "$(median ${rates[service]})"), floor $(printf '%.0f' "$(median ${rates[floor]})")"
        if [[ -z $resolver ]]; then
            note "  beside postfix-mta-sts-resolver" skipped "it is not installed"
        else
            row "  beside postfix-mta-sts-resolver" "$(printf '%.1f' "$(median ${ratios[resolver]})")" "" ">=" 20 \
                "resolver $(printf '%.0f' "$(median ${rates[resolver]})")"
        fi
    done
    end_socketmap_others
}

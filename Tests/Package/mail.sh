# Mail as partners and strangers send it, to be sourced; what is answered, and mail that goes on while other things happen.

# send FROM TO [OPTION...]: one message from the partner's address; the last reply of the server that matters.
send() {
    local from=$1 to=$2
    shift 2
    client swaks --server "$our_address" --local-interface "$partner_address" --ehlo mx.partner.example \
        --from "$from" --to "$to" --timeout 20 --suppress-data "$@" 2>&1
}

# answer FROM TO [OPTION...]: 250 where the message was taken, else the code of the refusal, else "none". What was said is added to
# $work/refusals where it was not taken.
answer() {
    local output code
    output=$(send "$@") || true
    if grep -qE '^<[-~] +250 .*(queued as|accepted for delivery)' <<<"$output"; then
        echo 250
    else
        code=$(grep -oE '^<[-~*]+ +[45][0-9][0-9]' <<<"$output" | grep -oE '[0-9]+$' | tail -1) || true
        printf '%s\n' "$output" >>"$work/refusals"
        echo "${code:-none}"
    fi
}

# replies CODE FROM TO [OPTION...]: that the message is answered so.
replies() {
    local code=$1
    shift
    : >"$work/refusals"
    is "$code" answer "$@" || { cat "$work/refusals"; return 1; }
}

# stream NAME FROM TO [OPTION...]: sends until $work/stop is there, an answer a line in $work/NAME.
stream() {
    local name=$1
    shift
    : >"$work/$name"
    while [ ! -e "$work/stop" ]; do answer "$@" >>"$work/$name"; done &
    loads+=($!)
}

# end_streams: waits for the last answers.
end_streams() {
    touch "$work/stop"
    wait "${loads[@]}"
    loads=()
    rm "$work/stop"
}

# count CODE NAME: how often a stream was answered so; a dot in CODE is any digit.
count() { grep -cx "$1" "$work/$2" || true; }

# certificate FOLDER: the mail server's, which it has before it hears of us.
certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example.com -keyout "$work/key.pem" \
        -out "$work/cert.pem" 2>/dev/null
    inside mkdir -p "$1"
    inside sh -c 'umask 077; cat >"$1/key.pem"' certificate "$1" <"$work/key.pem"
    inside sh -c 'cat >"$1/cert.pem"' certificate "$1" <"$work/cert.pem"
}

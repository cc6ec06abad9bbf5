# What the installed tlsmandate-deployment(7) says to do, done on the machine, to be sourced. Its blocks are those of
# CONTRIBUTING.md, "Documentation is tried": lines of a file that the first line names, or commands with a prompt and what they
# print.
#
# $mail_server is Postfix or Sendmail: what is for the other one is left out.

# blocks SECTION: $work/blocks/1, 2, …: what stands apart from the prose in a section of the page.
blocks() {
    rm -rf "$work/blocks"
    mkdir "$work/blocks"
    inside zcat /usr/share/man/man7/tlsmandate-deployment.7.gz | awk -v section="$1" -v folder="$work/blocks" '
        /^\.S[sh] / { here = substr($0, 5) == section }
        here && /^\.Bd -literal/ { n++; block = 1; next }
        /^\.Ed/ { block = 0 }
        block { print >(folder "/" n) }'
    [ -f "$work/blocks/1" ] || fail "tlsmandate-deployment(7) has no block in a section '$1'"
    sed -i -e 's/\\\[u2026\]/…/g' -e 's/\\(dq/"/g' -e 's/\\e/\\/g' "$work/blocks"/*
    ! grep -H '\\[^[:space:]]' "$work/blocks"/* || fail "an escape of the page that nobody knows here"
}

# follow SECTION: does what the section says, in its order; each command must succeed and print what it says.
follow() {
    local block first path
    blocks "$1"
    for block in $(printf '%s\n' "$work/blocks"/* | sort -V); do
        read -r first <"$block"
        path=$(sed -nE 's/^(#|dnl) ([^ ,]*\.(yaml|cf|mc|conf))(,.*)?$/\2/p' <<<"$first")
        if [[ $first == *" beside "* && $first != *" beside $mail_server" ]]; then
            continue
        elif [ -n "$path" ]; then
            check "tlsmandate-deployment(7), $1: lines of $path" put "$path" "$block"
        elif [[ $first == "# "* ]]; then
            follow_commands "$1" "$block"
        fi
    done
}

follow_commands() {
    local section=$1 line command='' expected=()
    while IFS= read -r line || [ -n "$command" ]; do
        if [[ $line != "# "* && -n $line ]]; then
            expected+=("$line")
            continue
        fi
        if [ -n "$command" ] && ! [[ $mail_server == Sendmail && $command == post* ]]; then
            check "tlsmandate-deployment(7), $section: $command" prints expected inside sh -c "cd; $(stand_in "$command")"
        fi
        command=${line#"# "}
        expected=()
    done <"$2"
}

# stand_in COMMAND: the command with what its words stand for, as in DocumentationTests.
stand_in() {
    local command=$1 line
    while IFS= read -r line; do
        [[ $line == "#"* ]] || command=${command//"${line%% = *}"/"${line#* = }"}
    done <Tests/IntegrationTests/Cases/documentation/stand-ins
    echo "$command"
}

# prints ARRAY COMMAND...: that it succeeds, and prints these lines, in which … is any run.
prints() {
    local -n wanted=$1
    local output line words
    shift
    output=$("$@" 2>&1) || { printf '%s\n' "$output"; return 1; }
    printf '%s\n' "$output"
    words=$(tr -s '[:space:]' ' ' <<<"$output")
    for line in "${wanted[@]}"; do
        line=$(tr -s ' ' <<<"$line" | sed 's/[][*?\\]/\\&/g; s/ *… */*/g')
        # shellcheck disable=SC2053 # a pattern is meant
        [[ $words == *$line* ]] || { echo "and does not print: $line"; return 1; }
    done
}

# put PATH BLOCK: the lines of a block, but for the first, into a file of the machine, as an administrator adds them to his own: a
# parameter or key takes the place of one of its name.
put() {
    tail -n +2 "$2" >"$work/lines"
    inside sh -c 'cat >/root/lines' <"$work/lines"
    case $1 in
    */main.cf) inside sh -ec '
        # postconf reads them as Postfix does.
        mkdir -p /root/postfix
        cp /etc/postfix/master.cf /root/postfix
        cp /root/lines /root/postfix/main.cf
        postconf -c /root/postfix -n | grep -v "^config_directory " | while IFS= read -r parameter; do
            postconf -e "$parameter"
        done' ;;
    */sendmail.mc) inside sh -ec '
        awk "FNR == NR { lines = lines \$0 \"\n\"; next } /^MAILER/ && !done++ { printf \"%s\", lines } 1" \
            /root/lines "$1" >/root/new
        cat /root/new >"$1"' put "$1" ;;
    */tlsmandate.yaml)
        if grep -q '^organisation:' "$work/lines"; then
            inside sh -c 'cat /root/lines >"$1"' put "$1"
        else
            inside sh -ec '
                awk "/^[a-z-]+:/ { key = \$1 } FNR == NR { if (key) new[key] = 1; next } !(key in new)" \
                    /root/lines "$1" >/root/new
                cat /root/new /root/lines >"$1"' put "$1"
        fi ;;
    *) inside sh -ec 'mkdir -p "${1%/*}"; cat /root/lines >"$1"' put "$1" ;;
    esac
}

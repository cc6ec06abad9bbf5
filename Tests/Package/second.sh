# The second gateway of tlsmandate-deployment(7), to be sourced: this machine by another name, whom root reaches by ssh.

second_gateway() {
    check "ssh, rsync and sqlite3 are installed" install openssh-server openssh-client rsync sqlite3
    inside sh -ec '
        echo "127.0.0.1 mx2.example.com" >>/etc/hosts
        systemctl start ssh
        mkdir -p -m 700 /root/.ssh /root/journals
        ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519
        cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
        ssh-keyscan -t ed25519 mx2.example.com >/root/.ssh/known_hosts 2>/dev/null
        cp -a /etc/tlsmandate /root/register'
}

# digest: of the register that the service holds, and of the one that is to be copied.
digest() { inside tlsmandate status --format json | sed -E 's/.*"register":"([0-9a-f]*)".*/\1/'; }
digest_of_files() { inside tlsmandate check --config /root/register/tlsmandate.yaml 2>&1 | sed -nE 's/.*register ([0-9a-f]+)$/\1/p'; }

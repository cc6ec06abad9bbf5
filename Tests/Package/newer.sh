# The next version of the package, to be sourced: the same program, with a configuration file that has changed.

# make_newer DEB RESULT
make_newer() {
    local tree=$work/newer
    dpkg-deb --raw-extract "$1" "$tree"
    newer_version=$(dpkg-deb -f "$1" Version)+1
    sed -i "s/^Version: .*/Version: $newer_version/" "$tree/DEBIAN/control"
    echo "# A line that this version has added." >>"$tree/etc/tlsmandate/tlsmandate.yaml"
    dpkg-deb --root-owner-group -Zgzip -z1 --build "$tree" "$2" >/dev/null
    rm -rf "$tree"
}

# offer_newer: has the machine's apt find the newer version, and answers what it asks about files that were changed here and there.
offer_newer() {
    inside sh -ec '
        mkdir /srv/packages
        cd /srv/packages
        cp /root/newer.deb .
        { dpkg-deb -f newer.deb
          echo "Filename: ./newer.deb"
          echo "Size: $(stat -c %s newer.deb)"
          echo "SHA256: $(sha256sum newer.deb | cut -d" " -f1)"; } >Packages
        echo "deb [trusted=yes] file:/srv/packages ./" >/etc/apt/sources.list.d/newer.list
        echo force-confold >/etc/dpkg/dpkg.cfg.d/keep-changed-files
        apt-get update -qq -o Dir::Etc::SourceList=sources.list.d/newer.list -o Dir::Etc::SourceParts=- \
            -o APT::Get::List-Cleanup=false'
}

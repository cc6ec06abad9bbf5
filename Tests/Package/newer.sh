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

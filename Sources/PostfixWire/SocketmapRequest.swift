/// A request of the socketmap protocol: `MAP KEY` (socketmap_table(5)).
package struct SocketmapRequest {
    /// The places of map name and key in the content of a netstring; without a blank there is no key.
    package let map: Range<Int>
    package let key: Range<Int>?

    package init(parsing content: Span<UInt8>) {
        var blank = 0
        while blank < content.count, content[blank] != 0x20 { blank += 1 }
        map = 0..<blank
        key = blank < content.count ? blank + 1..<content.count : nil
    }
}

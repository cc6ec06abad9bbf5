internal import Foundation
internal import MailLab

/// A disk of a few hundred kilobytes, mounted on a folder of its own until it is unmounted. Needs root.
package struct SmallDisk: Sendable {
    package let folder: ScratchFolder

    /// - Throws: `POSIXError` where it cannot be mounted.
    package init(kilobytes: Int) throws {
        folder = try ScratchFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else { throw Self.failure(errno) }
    }

    package func unmount() { umount2(folder.path, Int32(MNT_DETACH)) }

    /// Makes the disk read-only, or writable again.
    ///
    /// A process that another test is just starting holds copies of all open files until its exec(2): for that moment the disk is
    /// busy.
    ///
    /// - Throws: `POSIXError`.
    package func setReadOnly(_ isReadOnly: Bool) throws {
        let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
        let failure = Deadline().poll { () -> Int32? in
            if mount("tmpfs", folder.path, "tmpfs", flags, nil) == 0 { return 0 }
            return errno == EBUSY ? nil : errno
        }
        guard failure == 0 else { throw Self.failure(failure ?? EBUSY) }
    }

    /// Writes a file until nothing more fits.
    ///
    /// - Throws: `POSIXError` where it is anything else that ends the writing.
    package func fill() throws {
        let file = open(folder["filler"], O_WRONLY | O_CREAT, 0o600)
        guard file >= 0 else { throw Self.failure(errno) }
        defer { close(file) }
        let zeros = [UInt8](repeating: 0, count: 1024)
        while write(file, zeros, zeros.count) > 0 {}
        guard errno == ENOSPC else { throw Self.failure(errno) }
    }

    /// Removes that file.
    package func clear() throws { try folder.remove("filler") }

    private static func failure(_ error: Int32) -> POSIXError { POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
}

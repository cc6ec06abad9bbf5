import Foundation

extension Error {
    /// What the system says of a file that Foundation could not read, in strerror(3)'s words.
    package var systemReason: String {
        let underlying = (self as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? self as NSError
        return underlying.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(underlying.code))) : "\(self)"
    }
}

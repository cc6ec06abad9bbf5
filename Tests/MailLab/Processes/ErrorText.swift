import Foundation

/// The system's words for an `errno`, such as "Connection refused".
func errorText(_ number: Int32) -> String {
    String(cString: strerror(number))
}

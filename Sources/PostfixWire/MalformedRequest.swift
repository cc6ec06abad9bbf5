/// Why a request gets no answer.
package enum MalformedRequest: Error, Equatable, CustomStringConvertible {
    case tooLarge
    case lineTooLong(line: Int)
    case tooManyAttributes
    case noEqualsSign(line: Int)
    case controlCharacter
    case repeatedAttribute(String)
    case badNumber(String)
    case badXtext(String)
    case notAnAccessPolicyRequest

    package var description: String {
        switch self {
        case .tooLarge: "the request has more than \(PolicyLimits.requestSize) octets"
        case .lineTooLong(let line): "line \(line) has more than \(PolicyLimits.lineLength) octets"
        case .tooManyAttributes: "the request has more than \(PolicyLimits.attributes) attributes"
        case .noEqualsSign(let line): "line \(line) is not NAME=VALUE"
        case .controlCharacter: "the request has a control character"
        case .repeatedAttribute(let name): "attribute \(name) is given twice with different values"
        case .badNumber(let name): "attribute \(name) is not a number that can be"
        case .badXtext(let name): "attribute \(name) is not xtext"
        case .notAnAccessPolicyRequest: "request=smtpd_access_policy is missing"
        }
    }
}

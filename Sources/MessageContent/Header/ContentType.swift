internal import CGMime

/// A Content-Type or Content-Disposition value (RFC 2045, section 5.1; RFC 2183; parameters by RFC 2231), read by GMime.
struct ContentType {
    /// `type/subtype` in lower case.
    let name: String

    private let parameters: [(name: String, value: String)]

    /// Reads a Content-Type value.
    ///
    /// - Returns: nil where the value is longer than ``ContentLimits/structuredValue``, has a NUL or no type, or names a charset
    ///   that mail is not written in.
    init?(_ value: [UInt8]) {
        guard value.count <= ContentLimits.structuredValue, Self.hasKnownCharsets(value) else { return nil }
        GMime.setUp()
        let read: Self? = GMime.withHidden(value) { text in
            guard let type = g_mime_content_type_parse(nil, text) else { return nil }
            // The type is owned here, released once, and nothing of it is kept.
            defer { g_object_unref(type) }
            guard let media = GMime.shown(type.pointee.type), let subtype = GMime.shown(type.pointee.subtype) else {
                return nil
            }
            return Self(
                name: "\(media)/\(subtype)".lowercasedASCII,
                parameters: Self.read(g_mime_content_type_get_parameters(type))
            )
        }
        guard let read, read.name != "application/octet-stream" || Self.saysOctets(value) else { return nil }
        self = read
    }

    /// Whether a value says `application/octet-stream`, for which GMime takes every value that has no type.
    private static func saysOctets(_ value: [UInt8]) -> Bool {
        String(decoding: Comments.removed(from: value).filter { !$0.isBlank }, as: UTF8.self).lowercasedASCII
            .hasPrefix("application/octet-stream")
    }

    /// Reads the parameters of a Content-Disposition value; its word then stands where the type does.
    static func disposition(_ value: [UInt8]) -> ContentType? {
        ContentType(Array("application/".utf8) + value.trimmed)
    }

    private init(name: String, parameters: [(name: String, value: String)]) {
        self.name = name
        self.parameters = parameters
    }

    /// How often a parameter is given, and its value where that is once.
    enum Parameter: Equatable {
        case absent
        case given(String)
        /// Two readers may take two different values.
        case repeated
    }

    /// A parameter by its name in lower case.
    subscript(name: String) -> Parameter {
        let values = parameters.filter { $0.name == name }
        guard let first = values.first else { return .absent }
        return values.count == 1 ? .given(first.value) : .repeated
    }

    private static func read(_ list: UnsafeMutablePointer<GMimeParamList>?) -> [(name: String, value: String)] {
        (0..<g_mime_param_list_length(list)).compactMap { index in
            // The index is below the length; the parameter and its strings are the list's, and are copied.
            guard let parameter = g_mime_param_list_get_parameter_at(list, index),
                let name = GMime.shown(parameter.pointee.name), let value = GMime.shown(parameter.pointee.value)
            else { return nil }
            return (name.lowercasedASCII, value)
        }
    }

    /// Whether GMime may see the value: it keeps the name of every charset that an extended parameter names.
    ///
    /// RFC 2231, section 4: `name*=charset'language'text`. What stands before each apostrophe must be empty or a charset and
    /// begin behind `=`, a quotation mark, or the apostrophe before it; without an asterisk there are no such parameters.
    private static func hasKnownCharsets(_ value: [UInt8]) -> Bool {
        let apostrophe = UInt8(ascii: "'")
        guard value.contains(UInt8(ascii: "*")) else { return true }
        var isLanguage = false
        var start = value.startIndex
        while let end = value[start...].firstIndex(of: apostrophe) {
            if !isLanguage {
                let behind = value[start..<end].lastIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\"") }
                guard let behind else { return false }
                let charset = value[(behind + 1)..<end]
                guard charset.isEmpty || Charset(String(decoding: charset, as: UTF8.self)) != nil else { return false }
            }
            isLanguage.toggle()
            start = end + 1
        }
        return true
    }
}

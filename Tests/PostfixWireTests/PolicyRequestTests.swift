import PostfixWire
import Testing

struct PolicyRequestTests {
    private static let request = "request=smtpd_access_policy"

    @Test func `a request of Postfix 3.7 is read`() throws {
        let request = try ReadRequest(try RequestCase.request("postfix-3.7"))
        #expect(request[.protocolState] == "RCPT")
        #expect(request[.clientAddress] == "192.0.2.25")
        #expect(request[.clientName] == "mailout.partner.example")
        #expect(request[.sender] == "anna@partner.example")
        #expect(request[.recipient] == "berta@example.com")
        #expect(request[.queueID] == "")
        #expect(request[.instance] == "5d1f.65f0a1b2.3c4d5.0")
        #expect(request.number(.size) == 12345)
        #expect(request[.certificateSubject] == "mail+20gateway.partner.example")
        #expect(request[.encryptionProtocol] == "TLSv1.3")
        #expect(request[.encryptionCipher] == "TLS_AES_256_GCM_SHA384")
        #expect(request.number(.encryptionKeySize) == 256)
        #expect(request[.policyContext] == "")
        #expect(request[.mailVersion] == "")
    }

    @Test func `a request of Postfix 3.12 is read`() throws {
        let request = try ReadRequest(try RequestCase.request("postfix-3.12"))
        #expect(request[.protocolState] == "END-OF-MESSAGE")
        #expect(request[.sender] == "")
        #expect(request[.recipient] == "")
        #expect(request.number(.recipientCount) == 3)
        #expect(request[.queueID] == "4ZfXyT0Bqdz9rxN")
        #expect(request[.tlsServerName] == "mx1.example.com")
        #expect(request[.policyContext] == "inbound")
        #expect(request[.compatibilityLevel] == "3.12")
        #expect(request[.mailVersion] == "3.12-20260821")
        #expect(request[.encryptionProtocol] == "")
        #expect(request.number(.encryptionKeySize) == 0)
    }

    @Test(arguments: ["postfix-3.7", "postfix-3.12"])
    func `the order of the attributes means nothing`(name: String) throws {
        let octets = try RequestCase.request(name)
        let lines = String(decoding: octets, as: UTF8.self).split(separator: "\n").map(String.init)
        let expected = try ReadRequest(octets)
        for lines in [lines.reversed(), lines.sorted(), Array(lines.dropFirst(9) + lines.prefix(9))] {
            let request = try ReadRequest(lines: lines)
            for attribute in PolicyAttribute.allCases { #expect(request[attribute] == expected[attribute]) }
        }
    }

    @Test func `attributes of later versions are ignored`() throws {
        let request = try ReadRequest(lines: [
            "new=1", Self.request, "sender=a@b.example", "Sender=c@d.example", "sende=x", "senderr=y", "new2=", "new=1",
        ])
        #expect(request[.sender] == "a@b.example")
    }

    @Test(arguments: ["sender=a@b.example", "new=1", "new=", "size=5", "sender=", "request=smtpd_access_policy"])
    func `an attribute may be repeated with the same value`(line: String) throws {
        let request = try ReadRequest(lines: [Self.request, line, "helo_name=x", line])
        #expect(request[.heloName] == "x")
    }

    @Test func `a value is all that stands behind the first equals sign`() throws {
        let request = try ReadRequest(lines: [Self.request, "sender=a=b@c.example", "helo_name==", "stress= yes "])
        #expect(request[.sender] == "a=b@c.example")
        #expect(request[.heloName] == "=")
        #expect(request[.stress] == " yes ")
    }

    @Test(arguments: try RequestCase.malformed())
    func `a malformed request is refused, with the reason for the log`(malformed: RequestCase.Malformed) throws {
        let error = #expect(throws: MalformedRequest.self) { try ReadRequest(malformed.octets) }
        #expect(error?.description == malformed.reason)
    }

    @Test(arguments: Array(0x00...0x09) + Array(0x0b...0x1f) + [0x7f] as [UInt8])
    func `a control character anywhere is refused`(control: UInt8) throws {
        let octets = try RequestCase.request("postfix-3.7")
        for position in 0..<(octets.count - 1) {
            var broken = octets
            broken.insert(control, at: position)
            #expect(throws: MalformedRequest.controlCharacter) { try ReadRequest(broken) }
        }
    }

    @Test func `octets beyond ASCII are handed over as they are`() throws {
        let value: [UInt8] = [0x80, 0xff, 0xc3, 0xbc, 0xc3, 0x40, 0x62]
        let octets = Array("\(Self.request)\nsender=".utf8) + value + Array("\n\n".utf8)
        let request = try ReadRequest(octets)
        #expect(request.octets(of: .sender) == value)
        #expect(request[.sender] == "\u{fffd}\u{fffd}ü\u{fffd}@b")
    }

    @Test(
        arguments: [
            ("0", 0), ("00", 0), ("1", 1), ("0128", 128), ("512", 512), ("", nil),
        ] as [(String, UInt64?)]
    )
    func `a key size is a decimal up to 512, and empty counts as absent`(text: String, value: UInt64?) throws {
        let request = try ReadRequest(lines: [Self.request, "encryption_keysize=\(text)"])
        #expect(request.number(.encryptionKeySize) == value)
    }

    @Test(
        arguments: ["encryption_keysize", "size", "recipient_count"],
        ["-1", "+1", " 1", "1 ", "1.5", "0x10", "1e3", "abc", "١", "18446744073709551616", "99999999999999999999999"]
    )
    func `a number that is no decimal of zero or more is refused`(name: String, text: String) {
        #expect(throws: MalformedRequest.badNumber(name)) {
            try ReadRequest(lines: [Self.request, "\(name)=\(text)"])
        }
    }

    @Test(arguments: ["513", "1000", "65536", "18446744073709551615"])
    func `a key of more bits than any cipher has is not believed`(text: String) {
        #expect(throws: MalformedRequest.badNumber("encryption_keysize")) {
            try ReadRequest(lines: [Self.request, "encryption_keysize=\(text)"])
        }
    }

    @Test func `sizes and ports are taken as Postfix sends them`() throws {
        let request = try ReadRequest(lines: [
            Self.request, "size=18446744073709551615", "client_port=unknown", "server_port=25",
        ])
        #expect(request.number(.size) == .max)
        #expect(request[.clientPort] == "unknown")
        #expect(request[.serverPort] == "25")
    }
}

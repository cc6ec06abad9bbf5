import DecisionJournal
import MandateCore
import TestSupport
import Testing

/// The texts of the register that decided are kept beside its decisions.
@Suite struct StoredRegisterTests {
    private static let register = StoredRegister(
        digest: "register-1",
        texts: [
            StoredRegister.Text(
                path: "/etc/tlsmandate/tlsmandate.yaml",
                digest: "text-1",
                octets: Array("organisation:".utf8)
            ),
            StoredRegister.Text(
                path: "/etc/tlsmandate/agreements.d/tüv.yaml",
                digest: "text-2",
                octets: Array(0...255)
            ),
            StoredRegister.Text(path: "/etc/tlsmandate/agreements.d/empty.domains", digest: "text-3", octets: []),
            StoredRegister.Text(
                path: "/etc/tlsmandate/agreements.d/audi.yaml",
                digest: "text-0",
                octets: Array(repeating: 0x61, count: 1 << 20)
            ),
        ]
    )

    /// A register that shares its first text with the other.
    private static let successor = StoredRegister(
        digest: "register-2",
        texts: [
            register.texts[0],
            StoredRegister.Text(
                path: "/etc/tlsmandate/agreements.d/tüv.yaml",
                digest: "text-4",
                octets: Array("new".utf8)
            ),
        ]
    )

    @Test func `the texts of a register are found by its digest, octet by octet and in their order`() async throws {
        let journal = try TestJournal()
        journal.writer.use(Self.register)
        try await journal.settle()
        try expect(Self.register, in: journal)
    }

    @Test func `a register that the journal does not have has no texts`() async throws {
        let journal = try TestJournal()
        journal.writer.use(Self.register)
        try await journal.settle()
        #expect(try journal.reader().register("register-2").isEmpty)
        #expect(try journal.reader().register("").isEmpty)
    }

    @Test func `a register is kept before its first decision`() async throws {
        let journal = try TestJournal()
        journal.writer.use(Self.register)
        journal.writer.close()
        try expect(Self.register, in: journal)
    }

    @Test func `a text is kept once, however often it is loaded and in however many registers it is`() async throws {
        let journal = try TestJournal()
        for register in [Self.register, Self.successor, Self.register, Self.register] {
            journal.writer.use(register)
            try await journal.settle()
        }
        journal.writer.close()
        let again = try TestJournal(in: journal.folder)
        again.advance(seconds: 1)
        again.writer.use(Self.successor)
        try await again.settle()
        let other = try OtherConnection(journal.path)
        #expect(
            try other.run("SELECT digest FROM text ORDER BY digest") == [
                "text-0", "text-1", "text-2", "text-3", "text-4",
            ]
        )
        #expect(try other.run("SELECT count(*) FROM register_text") == ["6"])
        try expect(Self.register, in: journal)
        try expect(Self.successor, in: journal)
    }

    @Test func `registers that replace each other in one moment are both kept`() async throws {
        let journal = try TestJournal()
        try await journal.inOneMoment {
            journal.writer.use(Self.register)
            journal.writer.record(journal.decision(.accept) { $0.register = Self.register.digest })
            journal.writer.use(Self.successor)
            journal.writer.record(journal.decision(.accept) { $0.register = Self.successor.digest })
        }
        try await journal.settle()
        try expect(Self.register, in: journal)
        try expect(Self.successor, in: journal)
    }

    @Test func `the register that refused is in the journal when its refusal is`() async throws {
        let journal = try TestJournal()
        let found = Received<Int>()
        try await journal.inOneMoment {
            journal.writer.use(Self.register)
            journal.writer.record(journal.decision { $0.register = Self.register.digest }) { _ in
                found.append((try? journal.reader().register(Self.register.digest).count) ?? -1)
            }
        }
        #expect(try await found.next() == Self.register.texts.count)
    }

    @Test func `a journal that is made anew has the register, too`() async throws {
        let journal = try TestJournal()
        journal.writer.use(Self.register)
        try await journal.refused()
        try journal.folder.remove("journal.sqlite")
        try await eventually {
            try await journal.refused()
            return journal.folder.has("journal.sqlite")
        }
        try expect(Self.register, in: journal)
    }

    @Test func `a register that comes while the journal cannot be written is kept when it can`() async throws {
        let folder = try ScratchFolder()
        let journal = try TestJournal(in: folder, name: "state/journal.sqlite")
        journal.writer.use(Self.register)
        #expect(try await !journal.refuse(journal.decision()))
        try folder.makeFolder("state")
        try await eventually { try await journal.refuse(journal.decision()) }
        try expect(Self.register, in: journal)
    }

    private func expect(_ register: StoredRegister, in journal: TestJournal) throws {
        let found = try journal.reader().register(register.digest)
        #expect(found.map(\.path) == register.texts.map(\.path))
        #expect(found.map(\.digest) == register.texts.map(\.digest))
        let hasOctets = found.map(\.octets) == register.texts.map(\.octets)
        #expect(hasOctets)
    }
}

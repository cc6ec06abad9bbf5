import MandateCore
import Testing

struct ClassMarksTests {
    private static let classes: [MessageClass] = [
        .test(
            "confidential",
            headers: ["Sensitivity": ["Company-Confidential"], "X-Classification": ["vertraulich", "confidential"]],
            subject: ["[vertraulich]", "[GRÖSSE]"]
        ),
        .test("secret", headers: ["x-classification": ["geheim*", "confidential"]]),
        .test("board", headers: ["Subject": ["Vorstand: *"]]),
    ]

    @Test(
        arguments: [
            ("sensitivity", "company-CONFIDENTIAL", [0]),
            ("sensitivity", "Private", []),
            ("sensitivity", "Company-Confidential, really", []),
            ("x-classification", "Vertraulich", [0]),
            ("x-classification", "geheim", [1]),
            ("x-classification", "Geheimsache", [1]),
            ("x-classification", "confidential", [0, 1]),
            ("x-classification", "company-confidential", []),
            ("subject", "WG: [Vertraulich] Angebot", [0]),
            ("subject", "Preise [größe] Angebot", [0]),
            ("subject", "[ver\u{ad}traulich]", [0]),
            ("subject", "vertraulich", []),
            ("subject", "vorstand: [vertraulich] Zahlen", [0, 2]),
            ("subject", "An den Vorstand: Zahlen", []),
            ("subject", "geheim", []),
            ("x-other", "geheim", []),
            ("comments", "[vertraulich]", []),
        ] as [(String, String, ClassMarks.Found)]
    )
    func `a header field marks a message by its whole value, a subject by a part of it`(
        name: String,
        value: String,
        found: ClassMarks.Found
    ) throws {
        let marks = try TestRegister.make([], classes: Self.classes).marks
        #expect(marks.classes(of: name, value: value) == found)
    }

    @Test func `only fields that can bear a mark are asked for`() throws {
        let marks = try TestRegister.make([], classes: Self.classes).marks
        let names = ["sensitivity", "x-classification", "subject", "from", "x-classification-2", "comments", ""]
        #expect(names.filter(marks.areBorne) == ["sensitivity", "x-classification", "subject"])
        #expect(!marks.isEmpty)
    }

    @Test func `a subject is asked for only where a class has marks in it`() throws {
        let none = try TestRegister.make([]).marks
        #expect(none.isEmpty)
        #expect(!none.areBorne(by: "subject"))
        let inHeader = try TestRegister.make([], classes: [.test("secret")]).marks
        #expect(!inHeader.isEmpty)
        #expect(!inHeader.areBorne(by: "subject"))
        let inSubject = try TestRegister.make([], classes: [.test("secret", headers: [:], subject: ["[secret]"])]).marks
        #expect(!inSubject.isEmpty)
        #expect(inSubject.areBorne(by: "subject"))
    }
}

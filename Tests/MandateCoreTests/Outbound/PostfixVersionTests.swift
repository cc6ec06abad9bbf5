import MandateCore
import Testing

@Suite
struct PostfixVersionTests {
    @Test(arguments: [
        ("3.7.11", PostfixVersion(3, 7)), ("3.7", PostfixVersion(3, 7)), ("3.12-20260821", PostfixVersion(3, 12)),
        ("2.11.0", PostfixVersion(2, 11)), ("10.0", PostfixVersion(10, 0)),
    ])
    func `what postconf prints is read`(text: String, version: PostfixVersion) {
        #expect(PostfixVersion(text) == version)
    }

    @Test(arguments: [
        "", "3", "3.", ".7", "three", "3.x", "+3.7", "3.7x", "v3.7", "-3.7", "3. 7", "99999999999999999999.1",
    ])
    func `anything else is no version`(text: String) {
        #expect(PostfixVersion(text) == nil)
    }

    @Test
    func `3.12 is newer than 3.6`() {
        #expect(PostfixVersion(3, 12) > PostfixVersion(3, 6))
        #expect(PostfixVersion(2, 11) < PostfixVersion(3, 0))
    }
}

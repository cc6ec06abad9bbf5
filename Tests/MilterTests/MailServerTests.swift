import Testing
@testable import Milter

struct MailServerTests {
}

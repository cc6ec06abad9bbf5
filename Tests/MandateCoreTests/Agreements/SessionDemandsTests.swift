import MandateCore
import Testing

struct SessionDemandsTests {
    @Test func `a demand stands on its own line, one by default where its section begins`() {
        let lines = DemandLines(section: 12, demands: [.minimumBits: 15])
        #expect(lines[.minimumBits] == 15)
        #expect(lines[.minimumProtocol] == 12)
    }
}

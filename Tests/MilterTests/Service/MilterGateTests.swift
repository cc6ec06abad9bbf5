import Dispatch
import Synchronization
import Testing

@testable import Milter

struct MilterGateTests {
    @Test func `a gate lets in until it is closed`() {
        let gate = MilterGate()
        #expect(gate.enter())
        #expect(gate.enter())
        gate.leave()
        gate.leave()
        gate.close(within: .seconds(300))
        #expect(!gate.enter())
        #expect(!gate.enter())
    }

    @Test(.timeLimit(.minutes(10)))
    func `nobody who is turned away is waited for`() {
        let gate = MilterGate()
        gate.close(within: .seconds(300))
        #expect(!gate.enter())
        gate.close(within: .seconds(300))
    }

    @Test(.timeLimit(.minutes(10)))
    func `closing waits until the last one is out`() {
        let gate = MilterGate()
        let inside = 8
        let left = Atomic<Int>(0)
        for _ in 0..<inside { #expect(gate.enter()) }
        for number in 0..<inside {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20 * (number + 1))) {
                left.add(1, ordering: .sequentiallyConsistent)
                gate.leave()
            }
        }
        gate.close(within: .seconds(300))
        #expect(left.load(ordering: .sequentiallyConsistent) == inside)
    }

    @Test(.timeLimit(.minutes(10)))
    func `closing waits no longer than it may`() {
        let gate = MilterGate()
        #expect(gate.enter())
        let begin = ContinuousClock.now
        gate.close(within: .milliseconds(50))
        let waited = ContinuousClock.now - begin
        #expect(waited >= .milliseconds(50))
    }

    @Test(.timeLimit(.minutes(10)))
    func `whoever is inside when it closes is waited for, and nobody gets in behind`() {
        for _ in 0..<200 {
            let gate = MilterGate()
            let inside = Atomic<Int>(0)
            let isReady = DispatchSemaphore(value: 0)
            let finished = DispatchGroup()
            for _ in 0..<4 {
                DispatchQueue.global().async(group: finished) {
                    isReady.signal()
                    while gate.enter() {
                        inside.add(1, ordering: .sequentiallyConsistent)
                        inside.subtract(1, ordering: .sequentiallyConsistent)
                        gate.leave()
                    }
                }
            }
            isReady.wait()
            gate.close(within: .seconds(300))
            #expect(inside.load(ordering: .sequentiallyConsistent) == 0)
            finished.wait()
        }
    }
}

internal import Dispatch
internal import Foundation
internal import Synchronization

/// A bounded number of threads that work through a list: probes wait for gateways, which is no work for the cooperative pool.
enum Workers {
    /// - Parameters:
    ///   - atOnce: The number of threads.
    ///   - body: Called once for each input, on one of the threads.
    /// - Returns: The results, in the order of the inputs.
    static func map<Input: Sendable, Output: Sendable>(
        _ inputs: [Input],
        atOnce: Int,
        _ body: @escaping @Sendable (Input) -> Output
    ) -> [Output] {
        // Of one nothing can be done at once.
        guard inputs.count > 1 else { return inputs.map(body) }
        let queue = Queue<Output>(count: inputs.count)
        let all = DispatchGroup()
        for _ in 0..<min(atOnce, inputs.count) {
            all.enter()
            Thread.detachNewThread {
                while let index = queue.next() { queue.put(body(inputs[index]), at: index) }
                all.leave()
            }
        }
        all.wait()
        return queue.outputs
    }
}

/// What is still to be done, and what came of the rest.
private final class Queue<Output: Sendable>: Sendable {
    private let state: Mutex<(next: Int, outputs: [Output?])>

    init(count: Int) { state = Mutex((0, Array(repeating: nil, count: count))) }

    func next() -> Int? {
        state.withLock { state in
            guard state.next < state.outputs.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func put(_ output: Output, at index: Int) { state.withLock { $0.outputs[index] = output } }

    var outputs: [Output] { state.withLock { $0.outputs.compactMap { $0 } } }
}

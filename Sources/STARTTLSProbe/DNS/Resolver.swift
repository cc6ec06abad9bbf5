internal import CUnbound
internal import Dispatch
internal import Foundation
internal import Glibc
internal import Synchronization

/// Asks the DNS through libunbound, which validates DNSSEC itself. May be asked by several threads at once; each waits for its
/// own answer.
package final class Resolver: Sendable {
    /// Why nobody can be asked.
    package struct Unusable: Error, Sendable {
        package let reason: String
    }

    /// A context that `init` made and `deinit` frees. libunbound's contexts lock themselves (libunbound(3): "the library is
    /// thread-safe"), and it is not configured any more once `init` has returned.
    private nonisolated(unsafe) let context: OpaquePointer
    /// Whether signatures are looked at: a trust anchor is there. Without, no answer is ``DNSSECStatus/secure``.
    package let validates: Bool
    /// Whether the thread that hands out answers is to end.
    private let isEnding: EndFlag

    /// - Throws: ``Unusable`` where a setting cannot be used; nobody is asked yet.
    package init(_ settings: ResolverSettings = ResolverSettings()) throws(Unusable) {
        guard let context = ub_ctx_create() else { throw Unusable(reason: "no memory for libunbound") }
        do throws(Unusable) {
            validates = try Self.configure(context, settings)
            // Answers are made in a thread of libunbound's, and are handed out by one of ours.
            try Self.check(ub_ctx_async(context, 1), "libunbound's thread")
        } catch {
            ub_ctx_delete(context)
            throw error
        }
        self.context = context
        let isEnding = EndFlag()
        self.isEnding = isEnding
        let pump = AnswerPump(context: context, descriptor: ub_fd(context), isEnding: isEnding)
        Thread.detachNewThread { pump.run() }
    }

    /// Whether signatures come through: a resolver in between may strip them, and then everything would seem forged.
    package func passesSignatures() -> Bool {
        do throws(LookupError) {
            _ = try look(up: ".", .soa, within: .seconds(5))
        } catch {
            return !error.isBogus
        }
        return true
    }

    deinit {
        isEnding.endAndWait()
        ub_ctx_delete(context)
    }

    /// - Returns: Whether there is a trust anchor.
    private static func configure(_ context: OpaquePointer, _ settings: ResolverSettings) throws(Unusable) -> Bool {
        if let server = settings.server {
            // A resolver on this host, as in a test, is refused by default.
            try check(ub_ctx_set_option(context, "do-not-query-localhost:", "no"), "do-not-query-localhost")
            try check(ub_ctx_set_fwd(context, "\(server)@\(settings.port)"), "the resolver '\(server)'")
        } else {
            // Without the file libunbound asks the root servers itself.
            _ = ub_ctx_resolvconf(context, nil)
        }
        guard settings.validates else { return false }
        // A resolver tells the root which keys it trusts (RFC 8145); a command that asks a few names is none. Older versions do not.
        _ = ub_ctx_set_option(context, "trust-anchor-signaling:", "no")
        let file = settings.trustAnchors ?? ResolverSettings.rootKey
        guard access(file, R_OK) == 0 else {
            if settings.trustAnchors == nil { return false }
            // libunbound reads it at the first look-up, and then says nothing but that it cannot begin.
            throw Unusable(reason: "the trust anchors '\(file)': \(String(cString: strerror(errno)))")
        }
        try check(ub_ctx_add_ta_file(context, file), "the trust anchors '\(file)'")
        return true
    }

    private static func check(_ status: Int32, _ what: String) throws(Unusable) {
        guard status != 0 else { return }
        // A constant of libunbound's for every status.
        throw Unusable(reason: "\(what): \(ub_strerror(status).map { String(cString: $0) } ?? "error")")
    }

    /// Looks up records; blocks the thread, for ``ProbeLimits/lookup`` at most.
    package func look(
        up name: String,
        _ type: RecordType,
        within limit: Duration = ProbeLimits.lookup
    ) throws(LookupError) -> DNSAnswer {
        let pending = PendingAnswer()
        var identifier: Int32 = 0
        // The callback gives this reference back; where it will never be called, it is given back here.
        let reference = Unmanaged.passRetained(pending)
        let status = ub_resolve_async(
            context,
            name,
            type.rawValue,
            1,
            reference.toOpaque(),
            PendingAnswer.take,
            &identifier
        )
        guard status == 0 else {
            reference.release()
            if status == UB_SYNTAX.rawValue { throw .noName }
            throw .library(ub_strerror(status).map { String(cString: $0) } ?? "error")
        }
        if let answer = pending.wait(limit) { return try answer.get() }
        // After 0 libunbound does not call the callback any more; otherwise it is just calling it.
        if ub_cancel(context, identifier) == 0 { reference.release() }
        throw .timedOut
    }
}

/// Tells a thread to end, and waits until it has.
private final class EndFlag: Sendable {
    /// Readable at the end; -1 where no pipe was to be had, and then the thread looks now and then.
    let descriptor: Int32
    private let writingEnd: Int32
    private let isSet = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    init() {
        var ends: [Int32] = [-1, -1]
        // pipe(2) writes two descriptors, or none.
        if pipe(&ends) == 0 {
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        descriptor = ends[0]
        writingEnd = ends[1]
    }

    deinit {
        for end in [descriptor, writingEnd] where end >= 0 { close(end) }
    }

    var isEnding: Bool { isSet.load(ordering: .acquiring) }

    func hasEnded() { ended.signal() }

    func endAndWait() {
        isSet.store(true, ordering: .releasing)
        _ = write(writingEnd, [1], 1)
        ended.wait()
    }
}

/// The thread that calls the callbacks.
private struct AnswerPump: Sendable {
    /// The resolver's, which waits for the end of `run` before it frees it.
    nonisolated(unsafe) let context: OpaquePointer
    let descriptor: Int32
    let isEnding: EndFlag

    /// Milliseconds between looks for the end, should the pipe not tell it.
    private static let pause: Int32 = 500

    func run() {
        while !isEnding.isEnding {
            // poll(2) passes over a descriptor that is -1.
            var entries = [descriptor, isEnding.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if poll(&entries, nfds_t(entries.count), Self.pause) > 0, entries[0].revents != 0 { ub_process(context) }
        }
        isEnding.hasEnded()
    }
}

/// An answer that somebody waits for.
private final class PendingAnswer: Sendable {
    private let answer = Mutex<Result<DNSAnswer, LookupError>?>(nil)
    private let arrived = DispatchSemaphore(value: 0)

    /// nil: nothing came in time.
    func wait(_ limit: Duration) -> Result<DNSAnswer, LookupError>? {
        guard arrived.wait(timeout: .now() + .milliseconds(limit.wholeMilliseconds)) == .success else { return nil }
        return answer.withLock { $0 }
    }

    /// libunbound's callback: reads the result, which is ours to free, and gives the reference back that `look` took.
    static let take: ub_callback_type = { box, status, result in
        defer { ub_resolve_free(result) }
        guard let box else { return }
        let pending = Unmanaged<PendingAnswer>.fromOpaque(box).takeRetainedValue()
        pending.answer.withLock { $0 = PendingAnswer.read(status, result) }
        pending.arrived.signal()
    }

    private static func withoutDot(_ name: String) -> String? {
        let name = name.hasSuffix(".") ? String(name.dropLast()) : name
        return name.isEmpty ? nil : name.lowercased()
    }

    private static func read(
        _ status: Int32,
        _ result: UnsafeMutablePointer<ub_result>?
    ) -> Result<DNSAnswer, LookupError> {
        guard status == 0, let found = result?.pointee else {
            if status == UB_SYNTAX.rawValue { return .failure(.noName) }
            return .failure(.library(ub_strerror(status).map { String(cString: $0) } ?? "error"))
        }
        if found.bogus != 0 {
            return .failure(.bogus(found.why_bogus.map { String(cString: $0) } ?? "no reason given"))
        }
        // 3, NXDOMAIN, is an answer: there is no such name.
        guard found.rcode == 0 || found.rcode == 3 else { return .failure(.refused(code: Int(found.rcode))) }
        var records: [[UInt8]] = []
        var index = 0
        // `data` ends with nil, and `len` has the length of each (struct ub_result in unbound.h).
        while let lengths = found.len, let data = found.data?[index] {
            let octets = UnsafeRawBufferPointer(start: data, count: Int(lengths[index]))
            records.append(Array(octets))
            index += 1
        }
        return .success(
            DNSAnswer(
                records: records,
                status: found.secure != 0 ? .secure : .insecure,
                isMissingName: found.nxdomain != 0,
                canonicalName: found.canonname.map { String(cString: $0) }.flatMap(Self.withoutDot)
            )
        )
    }
}

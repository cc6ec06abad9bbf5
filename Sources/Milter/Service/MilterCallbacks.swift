internal import CMilter
internal import Glibc
internal import Synchronization

/// libmilter's callbacks: they translate C's view of a session into calls of ``MilterSession``, and its answers back. The only
/// file with C pointers.
enum MilterCallbacks {
    /// What sessions are made of. libmilter's registration is for the whole process (smfi_register), and its callbacks take no
    /// argument of ours: this is the program's one global.
    private static let handler = Mutex<MilterHandler?>(nil)

    /// Registers the callbacks, for once and ever.
    ///
    /// - Returns: Whether libmilter took them.
    static func register(_ handler: MilterHandler) -> Bool {
        self.handler.withLock { $0 = handler }
        var description = smfiDesc()
        // smfi_register copies the name (libmilter/main.c), so that ours is freed behind it.
        let name = strdup("tlsmandate")
        defer { free(name) }
        description.xxfi_name = name
        description.xxfi_version = SMFI_VERSION
        description.xxfi_flags = MilterActions([.quarantine, .namesMacros]).rawValue
        description.xxfi_negotiate = negotiate
        // Qualified names: a C function cannot capture the type.
        description.xxfi_helo = { context, name in
            MilterCallbacks.serve(context, silentIf: .heloWithoutReply) { session in
                session.helo(MilterCallbacks.text(name))
                return .proceed
            }
        }
        description.xxfi_envfrom = { context, arguments in
            MilterCallbacks.serve(context, silentIf: .mailWithoutReply) { session in
                session.mail(MilterCallbacks.text(arguments?[0])) { MilterCallbacks.macro($0, context) }
                return .proceed
            }
        }
        description.xxfi_envrcpt = { context, arguments in
            MilterCallbacks.serve(context) { session in
                session.recipient(MilterCallbacks.text(arguments?[0])) { MilterCallbacks.macro($0, context) }
            }
        }
        description.xxfi_data = { context in
            MilterCallbacks.serve(context) { session in session.data { MilterCallbacks.macro($0, context) } }
        }
        description.xxfi_header = { context, name, value in
            MilterCallbacks.serve(context, silentIf: .headersWithoutReply) { session in
                // A C string of libmilter's, which lives until the callback returns.
                let octets = UnsafeRawBufferPointer(start: value, count: value.map { strlen($0) } ?? 0)
                session.header(MilterCallbacks.text(name), octets.bindMemory(to: UInt8.self).span)
                return .proceed
            }
        }
        description.xxfi_body = { context, part, count in
            MilterCallbacks.serve(context) { session in
                // libmilter's buffer of `count` octets, which lives until the callback returns.
                session.body(UnsafeBufferPointer(start: part, count: count).span)
            }
        }
        description.xxfi_eom = { context in
            MilterCallbacks.serve(context) { session in session.endOfMessage { MilterCallbacks.macro($0, context) } }
        }
        description.xxfi_abort = { context in
            MilterCallbacks.connection(context)?.session.abort()
            return sfsistat(SMFIS_CONTINUE)
        }
        description.xxfi_close = { context in
            // The one reference that `negotiate` gave away comes back, and ends here.
            if let kept = smfi_getpriv(context) { Unmanaged<MilterConnection>.fromOpaque(kept).release() }
            smfi_setpriv(context, nil)
            return sfsistat(SMFIS_CONTINUE)
        }
        return smfi_register(description) == MI_SUCCESS
    }

    private static let negotiate:
        @convention(c) (
            OpaquePointer?, UInt, UInt, UInt, UInt, UnsafeMutablePointer<UInt>?, UnsafeMutablePointer<UInt>?,
            UnsafeMutablePointer<UInt>?, UnsafeMutablePointer<UInt>?
        ) -> sfsistat = { context, actions, steps, _, _, chosenActions, chosenSteps, chosen2, chosen3 in
            guard let handler = handler.withLock({ $0 }),
                let (session, agreed) = handler.begin(.init(rawValue: actions), .init(rawValue: steps))
            else { return sfsistat(SMFIS_REJECT) }
            if agreed.actions.contains(.namesMacros) {
                for var (stage, list) in macroLists { smfi_setsymlist(context, stage, &list) }
            }
            chosenActions?.pointee = agreed.actions.rawValue
            chosenSteps?.pointee = agreed.steps.rawValue
            chosen2?.pointee = 0
            chosen3?.pointee = 0
            let connection = MilterConnection(session: session, gate: handler.gate, steps: agreed.steps)
            // libmilter holds this one reference until xxfi_close, which it calls for every session.
            smfi_setpriv(context, Unmanaged.passRetained(connection).toOpaque())
            return sfsistat(SMFIS_CONTINUE)
        }

    /// The macros that are asked for, as C texts that are made once.
    private static let macroLists: [(stage: Int32, list: [CChar])] = [
        (SMFIM_ENVFROM, MilterMacro.atMail), (SMFIM_ENVRCPT, MilterMacro.atRecipient),
        (SMFIM_DATA, MilterMacro.atData), (SMFIM_EOM, MilterMacro.atEndOfMessage),
    ].map { stage, macros in (stage, Array(macros.map(\.rawValue).joined(separator: " ").utf8CString)) }

    /// Takes one step of a session.
    ///
    /// - Parameter silence: The agreement by which the step is not answered.
    private static func serve(
        _ context: OpaquePointer?,
        silentIf silence: MilterSteps? = nil,
        _ step: (MilterSession) -> MilterReply
    ) -> sfsistat {
        guard let connection = connection(context) else { return sfsistat(SMFIS_TEMPFAIL) }
        let isSilent = silence.map(connection.steps.contains) ?? false
        guard connection.gate.enter() else { return isSilent ? sfsistat(SMFIS_NOREPLY) : sfsistat(SMFIS_TEMPFAIL) }
        defer { connection.gate.leave() }
        let reply = step(connection.session)
        return isSilent ? sfsistat(SMFIS_NOREPLY) : answer(reply, connection.steps, context)
    }

    private static func answer(_ reply: MilterReply, _ steps: MilterSteps, _ context: OpaquePointer?) -> sfsistat {
        switch reply {
        case .proceed: return sfsistat(SMFIS_CONTINUE)
        case .accept: return sfsistat(SMFIS_ACCEPT)
        case .skip: return steps.contains(.canSkip) ? sfsistat(SMFIS_SKIP) : sfsistat(SMFIS_CONTINUE)
        case .quarantine(let reason):
            var reason = Array(reason.utf8CString)
            // What could not be held is not let in: the server refuses for now.
            return smfi_quarantine(context, &reason) == MI_SUCCESS
                ? sfsistat(SMFIS_CONTINUE) : sfsistat(SMFIS_TEMPFAIL)
        case .refuse(let code, let status, let text):
            var code = Array(code.utf8CString)
            var status = Array(status.utf8CString)
            // The text is a format: a `%` is written twice (smfi_setreply).
            var text = Array(text.replacing("%", with: "%%").utf8CString)
            let isTemporary = code.first == CChar(bitPattern: UInt8(ascii: "4"))
            // Where libmilter does not take the text, the refusal stands with the server's own.
            smfi_setreply(context, &code, &status, &text)
            return isTemporary ? sfsistat(SMFIS_TEMPFAIL) : sfsistat(SMFIS_REJECT)
        }
    }

    /// The connection that `negotiate` made; nil where there was no negotiation.
    private static func connection(_ context: OpaquePointer?) -> MilterConnection? {
        // What smfi_setpriv was given, which is kept until xxfi_close.
        smfi_getpriv(context).map { Unmanaged<MilterConnection>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func macro(_ macro: MilterMacro, _ context: OpaquePointer?) -> String? {
        macro.rawValue.withCString { name in
            // libmilter reads the name, and writes nothing to it (smfi.c, smfi_getsymval).
            smfi_getsymval(context, UnsafeMutablePointer(mutating: name)).map { String(cString: $0) }
        }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

    private static func text(_ pointer: UnsafeMutablePointer<CChar>??) -> String {
        (pointer ?? nil).map { String(cString: $0) } ?? ""
    }
}

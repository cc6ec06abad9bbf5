import Foundation
import MailLab
import Testing

/// Another program that has the database open: it locks it, damages it, looks into it.
///
/// It uses the SQLite that the journal brought into the process: a second copy of the library would undo the file locks
/// of the first (https://sqlite.org/howtocorrupt.html, section 2.2.1).
final class OtherConnection {
    private typealias Open = @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<OpaquePointer?>) -> Int32
    private typealias Row =
        @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<UnsafePointer<CChar>?>?,
            UnsafePointer<UnsafePointer<CChar>?>?
        ) -> Int32
    private typealias Execute =
        @convention(c) (OpaquePointer, UnsafePointer<CChar>, Row?, UnsafeMutableRawPointer?, OpaquePointer?) -> Int32
    private typealias Close = @convention(c) (OpaquePointer) -> Int32

    private let database: OpaquePointer
    private let execute: Execute
    private let closeDatabase: Close

    init(_ path: String) throws {
        let open = try Self.function("sqlite3_open", Open.self)
        execute = try Self.function("sqlite3_exec", Execute.self)
        closeDatabase = try Self.function("sqlite3_close", Close.self)
        var opened: OpaquePointer?
        let status = open(path, &opened)
        database = try #require(opened)
        try #require(status == 0, "SQLite error \(status)")
        try run("PRAGMA busy_timeout = \(Int(Deadline.patience / .milliseconds(1)))")
    }

    deinit { _ = closeDatabase(database) }

    /// Runs statements.
    ///
    /// - Returns: The first column of each row.
    @discardableResult
    func run(_ sql: String) throws -> [String?] {
        var column: [String?] = []
        let status = withUnsafeMutablePointer(to: &column) { column in
            execute(
                database,
                sql,
                { column, _, values, _ in
                    let column = column?.assumingMemoryBound(to: [String?].self)
                    column?.pointee.append(values?.pointee.map { String(cString: $0) })
                    return 0
                },
                column,
                nil
            )
        }
        try #require(status == 0, "SQLite error \(status): \(sql)")
        return column
    }

    /// Keeps all others from writing, until ``unlock()``.
    func lock() throws { try run("BEGIN IMMEDIATE") }

    func unlock() throws { try run("ROLLBACK") }

    private static func function<Function>(_ name: String, _ type: Function.Type) throws -> Function {
        let symbol = try #require(dlsym(nil, name), "the journal does not bring \(name) along")
        // The callers name the types that sqlite3.h declares for the functions.
        return unsafeBitCast(symbol, to: type)
    }
}

import Foundation

/// Starts a program by posix_spawn(3); `standard` are the descriptors that become its 0, 1 and 2.
///
/// Throws `ChildProcess.Failure.spawn`.
func spawn(
    _ path: String,
    _ arguments: [String],
    environment: [String: String],
    standard: [Int32]
) throws(ChildProcess.Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in standard.enumerated() {
        posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    // In the child, so that nothing slips through that another thread opens meanwhile: a connection that a server among the
    // children holds open would never end for its other side.
    guard let closeFrom, closeFrom(&actions, Int32(standard.count)) == 0 else {
        throw .spawn(executable: path, errno: ENOSYS)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var identifier: pid_t = 0
    let error = posix_spawn(&identifier, path, &actions, &attributes, &words, &variables)
    guard error == 0 else { throw .spawn(executable: path, errno: error) }
    return identifier
}

/// posix_spawn_file_actions_addclosefrom_np(3) of glibc, which spawn.h declares with _GNU_SOURCE alone.
private let closeFrom: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32)? = {
    let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np")
    // The type is that of the declaration in spawn.h.
    return unsafeBitCast(
        symbol,
        to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32)?.self
    )
}()

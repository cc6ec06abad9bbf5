// What the thread sanitizer does not see of Swift's Mutex. A free mutex is taken by an atomic exchange in our own, instrumented
// code; one that is contended by the kernel (FUTEX_LOCK_PI), from libswiftSynchronization, which is not instrumented: without
// this file every mutex that two threads want at once is reported as a race. `make test-tsan` links it into each program with
// ld's --wrap, which calls these in place of Mutex's two slow paths (swift 6.3, stdlib/public/Synchronization/Mutex/LinuxImpl.swift).

#include <stdint.h>

// sanitizer/tsan_interface.h
void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define LOCK_SLOW(prefix) prefix "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW(prefix) prefix "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Methods of Swift: the handle itself comes in the register that swift_context names. Weak, since it is linked into programs
// without a mutex too.
__attribute__((swiftcall, weak)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *handle)
    __asm__(LOCK_SLOW("__real_"));
__attribute__((swiftcall, weak)) void unlock_slow(__attribute__((swift_context)) void *handle)
    __asm__(UNLOCK_SLOW("__real_"));

__attribute__((swiftcall)) void lock_seen(uint32_t thread, __attribute__((swift_context)) void *handle)
    __asm__(LOCK_SLOW("__wrap_"));
__attribute__((swiftcall)) void unlock_seen(__attribute__((swift_context)) void *handle) __asm__(UNLOCK_SLOW("__wrap_"));

__attribute__((swiftcall)) void lock_seen(uint32_t thread, __attribute__((swift_context)) void *handle) {
    lock_slow(thread, handle);
    __tsan_acquire(handle);
}

__attribute__((swiftcall)) void unlock_seen(__attribute__((swift_context)) void *handle) {
    __tsan_release(handle);
    unlock_slow(handle);
}

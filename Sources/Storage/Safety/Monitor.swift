import Glibc

/// State guarded by a lock that threads can wait on: the one blocking primitive of the store.
///
/// The standard library's `Mutex` has no condition to wait for, and Foundation stays out of this module.
@safe final class Monitor<State>: @unchecked Sendable {
    // SAFETY: `state` is only touched between lock and unlock of `mutex`; the pointers live as long as `self`.
    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init(_ state: State) {
        self.state = state
        // SAFETY: both objects are initialised before first use, never moved, and destroyed in deinit.
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        // SAFETY: nobody else can reach the objects any more.
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func withLock<Result, Failure: Error>(_ body: (inout State) throws(Failure) -> Result) throws(Failure) -> Result {
        // SAFETY: the mutex is initialised; unlock runs on every way out.
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    /// Wakes one waiting thread.
    func signal() {
        // SAFETY: the condition is initialised.
        unsafe pthread_cond_signal(condition)
    }

    /// Wakes all waiting threads.
    func broadcast() {
        // SAFETY: the condition is initialised.
        unsafe pthread_cond_broadcast(condition)
    }

    /// Waits until `body` answers something, at most `timeoutMillis`; answers what `body` did at last.
    func wait<Result>(timeoutMillis: Int? = nil, for body: (inout State) -> Result?) -> Result? {
        let deadline = timeoutMillis.map(Self.deadline(afterMillis:))
        // SAFETY: waiting releases the held mutex and takes it again before it returns.
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&state) { return result }
            guard var until = deadline else {
                unsafe pthread_cond_wait(condition, mutex)
                continue
            }
            if unsafe pthread_cond_timedwait(condition, mutex, &until) == ETIMEDOUT { return body(&state) }
        }
    }

    private static func deadline(afterMillis millis: Int) -> timespec {
        var time = timespec()
        // SAFETY: clock_gettime fills the struct it is handed.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = time.tv_nsec + millis % 1_000 * 1_000_000
        time.tv_sec += millis / 1_000 + nanoseconds / 1_000_000_000
        time.tv_nsec = nanoseconds % 1_000_000_000
        return time
    }
}

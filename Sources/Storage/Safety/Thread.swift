import Glibc

/// An operating-system thread for work that blocks.
package enum Thread {
    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread that nobody joins.
    package static func detach(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        // SAFETY: the retained box is taken over by the new thread exactly once; if none starts, it is released.
        let start = unsafe Unmanaged.passRetained(Start(body)).toOpaque()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            },
            start
        )
        precondition(code == 0, "the operating system has no thread left")
        pthread_detach(thread)
    }
}

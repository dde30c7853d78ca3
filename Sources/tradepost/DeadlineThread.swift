import Dispatch

/// Runs something later on a thread of its own, whatever the rest of the process is doing.
enum DeadlineThread {
    private static let queue = DispatchQueue(label: "tradepost.deadline")

    static func run(afterMillis millis: Int, _ body: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + .milliseconds(millis), execute: body)
    }
}

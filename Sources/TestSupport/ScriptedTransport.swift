package import Commerce
package import Engine
import Synchronization

/// Carries messages as a test says, and keeps those that it took.
package final class ScriptedTransport: MessageTransport {
    /// Takes the given attempt, from 1 on, at a message, or throws.
    package typealias Script = @Sendable (OutgoingMessage, Int) async throws(DeliveryTrouble) -> Void

    private struct State {
        var attempts: [NotificationID: Int] = [:]
        var taken: [OutgoingMessage] = []
    }

    /// What it carries.
    package let channel: NotificationChannel
    /// Messages that may be on their way at once.
    package let window: Int
    private let script: Script
    private let state = Mutex(State())

    /// One that takes whatever a test does not refuse.
    package init(
        _ channel: NotificationChannel = .email,
        window: Int = 4,
        _ script: @escaping Script = { (_, _) throws(DeliveryTrouble) in }
    ) {
        (self.channel, self.window, self.script) = (channel, window, script)
    }

    /// What it took, in its order.
    package var taken: [OutgoingMessage] { state.withLock { $0.taken } }

    /// How often each message was offered.
    package var attempts: [NotificationID: Int] { state.withLock { $0.attempts } }

    /// Counts the attempt and does as the script says.
    package func send(_ message: OutgoingMessage) async throws(DeliveryTrouble) {
        let attempt = state.withLock { state in
            state.attempts[message.id, default: 0] += 1
            return state.attempts[message.id, default: 0]
        }
        try await script(message, attempt)
        state.withLock { $0.taken.append(message) }
    }

    /// Does nothing.
    package func shutdown() async {}
}

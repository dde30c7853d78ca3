import Commerce
package import Engine
import Synchronization

/// Tickets for WebSockets: good for one use within thirty seconds, for browsers, which cannot send headers with the
/// request and should not put a token into a URL that ends up in logs.
///
/// In memory alone: a ticket does not outlive a restart, and a client without one asks again.
package final class TicketOffice: Sendable {
    /// How long a ticket is good for, in seconds.
    package static let lifetimeSeconds = 30
    /// Tickets that are out at the same time; the oldest goes when there is one more.
    static let tickets = 10_000
    /// Tickets of one principal that are out at the same time; the principal's oldest goes when there is one more.
    static let ticketsPerPrincipal = 10

    fileprivate struct Ticket {
        var principal: Principal
        var expiresAt: Int64
        var number: UInt64
    }

    fileprivate struct State {
        var tickets: [String: Ticket] = [:]
        /// Each principal's tickets, oldest first.
        var owned: [String: [String]] = [:]
        /// All tickets that were issued lately by their number; those that are used up are skipped.
        var order: [UInt64: String] = [:]
        var oldest: UInt64 = 0
        var next: UInt64 = 0
    }

    private let state = Mutex(State())
    private let time: any TimeSource
    private let entropy: Entropy

    /// An office without tickets.
    package init(time: any TimeSource, entropy: Entropy) {
        self.time = time
        self.entropy = entropy
    }

    /// A ticket for a principal: 256 random bits in base64url.
    package func issue(for principal: Principal) -> String {
        let text = Base64URL.encode(entropy.bytes(32))
        let now = time.now.millis
        state.withLock { state in
            state.dropExpired(now: now)
            if state.owned[principal.identity, default: []].count >= Self.ticketsPerPrincipal,
                let first = state.owned[principal.identity]?.first
            {
                state.remove(first)
            }
            if state.tickets.count >= Self.tickets { state.dropOldest() }
            let expiresAt = now + Int64(Self.lifetimeSeconds) * 1_000
            state.tickets[text] = Ticket(principal: principal, expiresAt: expiresAt, number: state.next)
            state.owned[principal.identity, default: []].append(text)
            state.order[state.next] = text
            state.next += 1
        }
        return text
    }

    /// Whose a ticket is, which is used up with it; nil for one that is unknown, used or too old.
    package func redeem(_ text: String) -> Principal? {
        let now = time.now.millis
        return state.withLock { state in
            guard let ticket = state.remove(text), ticket.expiresAt > now else { return nil }
            return ticket.principal
        }
    }

    /// Tickets that are out.
    var count: Int { state.withLock { $0.tickets.count } }
}

extension TicketOffice.State {
    @discardableResult
    fileprivate mutating func remove(_ text: String) -> TicketOffice.Ticket? {
        guard let ticket = tickets.removeValue(forKey: text) else { return nil }
        order[ticket.number] = nil
        let identity = ticket.principal.identity
        owned[identity]?.removeAll { $0 == text }
        if owned[identity]?.isEmpty == true { owned[identity] = nil }
        return ticket
    }

    /// All tickets live equally long, so the oldest end first.
    fileprivate mutating func dropExpired(now: Int64) {
        while let text = first, let ticket = tickets[text], ticket.expiresAt <= now { remove(text) }
    }

    fileprivate mutating func dropOldest() {
        if let text = first { remove(text) }
    }

    /// The oldest ticket that is out.
    private var first: String? {
        mutating get {
            while oldest < next {
                if let text = order[oldest] { return text }
                oldest += 1
            }
            return nil
        }
    }
}

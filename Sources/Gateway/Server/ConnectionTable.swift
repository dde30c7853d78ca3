import NIOCore
import Synchronization

/// The open connections: admits them within the limits, and closes what is left at the end of a shutdown.
final class ConnectionTable: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var perAddress: [PeerAddress: Int] = [:]
        var emptied: [CheckedContinuation<Void, Never>] = []
    }

    private let limits: ServerLimits
    private let state = Mutex(State())

    init(limits: ServerLimits) {
        self.limits = limits
    }

    /// The number of open connections.
    var count: Int { self.state.withLock { $0.channels.count } }

    /// Counts `channel` in until it closes.
    ///
    /// - Returns: false when a limit is reached; the channel is then not counted and the caller closes it.
    func admit(_ channel: any Channel) -> Bool {
        let address = self.countedAddress(channel.remoteAddress)
        let id = ObjectIdentifier(channel)
        let admitted = self.state.withLock { state in
            guard state.channels.count < self.limits.connections else { return false }
            if let address {
                guard state.perAddress[address, default: 0] < self.limits.connectionsPerAddress else { return false }
                state.perAddress[address, default: 0] += 1
            }
            state.channels[id] = channel
            return true
        }
        if admitted { channel.closeFuture.whenComplete { _ in self.release(id, address) } }
        return admitted
    }

    /// Closes every connection at once, whatever it is doing.
    func closeAll() {
        for channel in self.state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
    }

    /// Returns when no connection is open.
    func waitUntilEmpty() async {
        await withCheckedContinuation { continuation in
            let isEmpty = self.state.withLock { state in
                if state.channels.isEmpty { return true }
                state.emptied.append(continuation)
                return false
            }
            if isEmpty { continuation.resume() }
        }
    }

    private func release(_ id: ObjectIdentifier, _ address: PeerAddress?) {
        let waiting = self.state.withLock { state in
            state.channels[id] = nil
            if let address, let count = state.perAddress[address] {
                state.perAddress[address] = count > 1 ? count - 1 : nil
            }
            guard state.channels.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { state.emptied = [] }
            return state.emptied
        }
        for continuation in waiting { continuation.resume() }
    }

    private func countedAddress(_ address: SocketAddress?) -> PeerAddress? {
        guard let peer = address.flatMap(PeerAddress.init) else { return nil }
        return peer.isLoopback && !self.limits.countsLoopbackConnections ? nil : peer
    }
}

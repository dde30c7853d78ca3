package import Commerce
import Glibc
import Storage
import Synchronization

/// The operating system's resolver: it blocks for as long as the name servers like, so each question has a thread of its
/// own, away from those that everything else runs on.
package final class SystemResolver: HostResolver {
    /// Questions that may be open at once, those included that nobody waits for any more.
    package static let limit = 384

    private let open = Atomic(0)

    package init() {}

    /// Asks getaddrinfo(3); a task that is cancelled stops waiting, its thread ends when the answer comes. Without an
    /// answer, and with too many questions open, there are no addresses.
    package func addresses(of host: String) async -> [HostAddress] {
        let waiting = Mutex<CheckedContinuation<[HostAddress], Never>?>(nil)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<[HostAddress], Never>) in
                waiting.withLock { $0 = continuation }
                if Task.isCancelled {
                    waiting.withLock { $0.take() }?.resume(returning: [])
                    return
                }
                guard open.add(1, ordering: .relaxed).newValue <= Self.limit else {
                    open.subtract(1, ordering: .relaxed)
                    waiting.withLock { $0.take() }?.resume(returning: [])
                    return
                }
                Thread.detach { [self] in
                    let found = Self.look(host)
                    open.subtract(1, ordering: .relaxed)
                    waiting.withLock { $0.take() }?.resume(returning: found)
                }
            }
        } onCancel: {
            waiting.withLock { $0.take() }?.resume(returning: [])
        }
    }

    private static func look(_ host: String) -> [HostAddress] {
        // SAFETY: a struct of zeros asks for nothing in particular.
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        // SAFETY: the name is NUL-terminated by the bridge; the list is freed below whenever there is one.
        guard unsafe getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        // SAFETY: the list belongs to this function.
        defer { unsafe freeaddrinfo(first) }
        var found: [HostAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            // SAFETY: entries are valid until the list is freed.
            let address = unsafe address(of: entry.pointee)
            if let address, !found.contains(address) { found.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return found
    }

    // SAFETY: the caller vouches for the entry's address, whose length its family implies.
    @unsafe private static func address(of entry: addrinfo) -> HostAddress? {
        guard let base = unsafe UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch unsafe entry.ai_family {
        case AF_INET:
            // SAFETY: a sockaddr_in, whose address stands behind family and port.
            return HostAddress(v4: UInt32(bigEndian: unsafe base.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        case AF_INET6:
            // SAFETY: a sockaddr_in6, whose address stands behind family, port and flow.
            let high = unsafe base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = unsafe base.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            return HostAddress(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
        default: return nil
        }
    }
}

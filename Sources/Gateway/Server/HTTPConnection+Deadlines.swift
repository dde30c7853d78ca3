import NIOCore

/// The deadlines, looked at once per sweep.
extension HTTPConnection {
    func sweep(now: NIODeadline) {
        guard let context = self.context else { return }
        if self.hasWriteStalled(context) || self.hasLingered {
            context.close(promise: nil)
            return
        }
        switch self.phase {
        case .fresh, .serving:
            if self.body.isIncoming {
                self.sweepBody(context)
            } else if self.exchanges.isEmpty {
                self.sweepIdle(now: now, context: context)
            }
        case .deciding:
            if self.hasPassed(self.limits.headTimeout, since: self.idleSince) { context.close(promise: nil) }
        case .refusing, .ending, .gone:
            break
        }
    }

    /// A body must come in time and at a rate; only time in which the server reads counts.
    private func sweepBody(_ context: ChannelHandlerContext) {
        guard self.isReadWanted else { return }
        self.body.elapsed = self.body.elapsed + self.sweeper.interval
        let elapsed = self.body.elapsed
        let isLate = elapsed > TimeAmount(self.limits.bodyTimeout)
        let wanted = elapsed.nanoseconds / 1_000_000 * Int64(self.limits.bodyBytesPerSecond) / 1_000
        let isSlow = elapsed > TimeAmount(self.limits.bodyRateGrace) && Int64(self.body.received) < wanted
        if isLate || isSlow { self.refuse(.requestTimeout, context: context) }
    }

    /// A request must begin within the keep-alive time, and once begun its head must end soon.
    private func sweepIdle(now: NIODeadline, context: ChannelHandlerContext) {
        if self.meter.hasUnreadHead {
            let since = self.headSince ?? now
            self.headSince = since
            if self.hasPassed(self.limits.headTimeout, since: since) {
                self.refuse(.requestTimeout, context: context)
            }
            return
        }
        let timeout: Duration
        if case .fresh = self.phase { timeout = self.limits.headTimeout } else { timeout = self.limits.keepAliveTimeout }
        if self.hasPassed(timeout, since: self.idleSince) { context.close(promise: nil) }
    }

    private var hasLingered: Bool {
        guard let since = self.endingSince else { return false }
        return self.hasPassed(self.limits.lingerTimeout, since: since)
    }

    private func hasWriteStalled(_ context: ChannelHandlerContext) -> Bool {
        guard let options = context.channel.syncOptions else { return false }
        do {
            let buffered = try options.getOption(.bufferedWritableBytes)
            self.stall.observe(written: self.meter.writtenBytes, buffered: buffered, now: self.sweeper.now)
            guard let since = self.stall.since else { return false }
            return self.hasPassed(self.limits.writeStallTimeout, since: since)
        } catch {
            return true  // the channel is closed
        }
    }

    private func hasPassed(_ timeout: Duration, since stamp: NIODeadline) -> Bool {
        self.sweeper.hasPassed(TimeAmount(timeout), since: stamp)
    }
}

/// Since when the peer has taken none of the bytes that wait for it.
struct WriteStall {
    private(set) var since: NIODeadline?
    private var taken = 0

    mutating func observe(written: Int, buffered: Int, now: NIODeadline) {
        let taken = written - buffered
        defer { self.taken = taken }
        if buffered == 0 || taken != self.taken {
            self.since = nil
        } else if self.since == nil {
            self.since = now
        }
    }
}

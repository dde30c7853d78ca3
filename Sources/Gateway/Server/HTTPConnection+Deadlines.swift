import NIOCore

/// The deadlines, looked at once per sweep.
extension HTTPConnection {
    func sweep(now: NIODeadline) {
        guard let context = self.context else { return }
        if self.hasWriteStalled(context, now: now)
            || (self.hasOutputClosed && self.linger.hasRun(self.limits.lingerTimeout, now: now))
        {
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
            if self.idle.hasRun(self.limits.headTimeout, now: now) { context.close(promise: nil) }
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
            if self.partialHead.hasRun(self.limits.headTimeout, now: now) {
                self.refuse(.requestTimeout, context: context)
            }
            return
        }
        let timeout: Duration
        if case .fresh = self.phase {
            timeout = self.limits.headTimeout
        } else {
            timeout = self.limits.keepAliveTimeout
        }
        if self.idle.hasRun(timeout, now: now) { context.close(promise: nil) }
    }

    private func hasWriteStalled(_ context: ChannelHandlerContext, now: NIODeadline) -> Bool {
        guard let options = context.channel.syncOptions else { return false }
        do {
            let buffered = try options.getOption(.bufferedWritableBytes)
            return self.stall.hasRun(
                self.limits.writeStallTimeout,
                written: self.meter.writtenBytes,
                buffered: buffered,
                now: now
            )
        } catch {
            return true  // the channel is closed
        }
    }
}

/// Notices that the peer takes none of the bytes that wait for it.
struct WriteStall {
    private var timer = SweepTimer()
    private var taken = 0

    /// Called once per sweep; whether nothing was taken for `timeout` although something waits.
    mutating func hasRun(_ timeout: Duration, written: Int, buffered: Int, now: NIODeadline) -> Bool {
        let taken = written - buffered
        if buffered == 0 || taken != self.taken { self.timer.restart() }
        self.taken = taken
        return buffered > 0 && self.timer.hasRun(timeout, now: now)
    }
}

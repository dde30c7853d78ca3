import Commerce
import TestSupport
import Testing

@testable import Gateway

/// The log of one client's requests beside a plain list of moments.
@Suite struct SlidingWindowTests {
    typealias Quota = LimitFamily.Quota

    /// What the log has to be: every moment of an admitted request, looked through each time.
    private struct PlainWindow {
        let quota: Quota
        var moments: [Int64] = []

        mutating func admit(at now: Int64) -> SlidingWindow.Verdict {
            let window = Int64(quota.seconds) * 1_000
            var live = moments.filter { now - $0 < window }
            let isAdmitted = live.count < quota.requests
            if isAdmitted {
                moments.append(now)
                live.append(now)
            }
            return SlidingWindow.Verdict(
                isAdmitted: isAdmitted,
                remaining: quota.requests - live.count,
                millisUntilMore: (live.first ?? now) + window - now,
                millisUntilEmpty: (live.last ?? now) + window - now
            )
        }

        mutating func withdraw(from moment: Int64) {
            if let index = moments.lastIndex(of: moment) { moments.remove(at: index) }
        }
    }

    /// Bursts, a steady flow, and now and then a pause that may be longer than the window.
    private func step(_ quota: Quota, _ random: inout SeededRandom) -> Int64 {
        switch Int.random(in: 0..<100, using: &random) {
        case 0: Int64.random(in: 0...Int64(quota.seconds) * 1_500, using: &random)
        case 1..<60: Int64.random(in: 0...1, using: &random)
        default: Int64.random(in: 0...Int64(quota.seconds * 2_000 / quota.requests), using: &random)
        }
    }

    @Test(arguments: [
        Quota(requests: 1, seconds: 1), Quota(requests: 3, seconds: 2), Quota(requests: 20, seconds: 60),
        Quota(requests: 100, seconds: 60), Quota(requests: 10, seconds: 3_600), Quota(requests: 128, seconds: 5),
    ])
    func `up to 128 requests it says what a plain list of moments says`(quota: Quota) {
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SeededRandom(seed)
            // Across a multiple of 2^32 milliseconds, where the stored half of the moments begins again.
            var now = 412 << 32 - Int64(quota.seconds) * 1_000
            var (window, plain) = (SlidingWindow(quota), PlainWindow(quota: quota))
            var admitted: [Int64] = []
            for number in 0..<1_000 {
                now += step(quota, &random)
                let verdict = window.admit(at: Timestamp(millis: now))
                let expected = plain.admit(at: now)
                guard verdict == expected else {
                    Issue.record("seed \(seed), request \(number): \(verdict), and not \(expected)")
                    return
                }
                if verdict.isAdmitted { admitted.append(now) }
                if Int.random(in: 0..<20, using: &random) == 0, let moment = admitted.suffix(3).first {
                    admitted.removeLast(min(3, admitted.count))
                    window.withdraw(from: Timestamp(millis: moment))
                    plain.withdraw(from: moment)
                }
            }
            #expect(window.ringBytes <= SlidingWindow.ringBytesLimit)
        }
    }

    @Test(arguments: [
        Quota(requests: 129, seconds: 5), Quota(requests: 1_000, seconds: 60), Quota(requests: 1_000_000, seconds: 60),
    ])
    func `above that it never admits more, and refuses when less than a hundredth is left`(quota: Quota) {
        for seed in 1...3 as ClosedRange<UInt64> {
            var random = SeededRandom(seed)
            var now: Int64 = 1_772_366_400_000
            var window = SlidingWindow(quota)
            var (moments, oldest): ([Int64], Int) = ([], 0)
            for _ in 0..<20_000 {
                now += step(quota, &random)
                while oldest < moments.count, now - moments[oldest] >= quota.seconds * 1_000 { oldest += 1 }
                let live = moments.count - oldest
                let share = (quota.requests + 127) / 128
                let verdict = window.admit(at: Timestamp(millis: now))
                if verdict.isAdmitted { moments.append(now) }
                guard verdict.isAdmitted ? live < quota.requests : live > quota.requests - share else {
                    Issue.record("seed \(seed): \(live) were there and \(verdict)")
                    return
                }
            }
            #expect(window.ringBytes <= SlidingWindow.ringBytesLimit)
        }
    }

    @Test func `whoever keeps asking is let in as soon as one who waits`() {
        let quota = Quota(requests: 2, seconds: 60)
        var window = SlidingWindow(quota)
        let start = Timestamp(millis: 1_772_366_400_000)
        _ = window.admit(at: start)
        _ = window.admit(at: start.adding(millis: 10_000))
        for millis in stride(from: Int64(10_001), to: 60_000, by: 7) {
            let verdict = window.admit(at: start.adding(millis: millis))
            guard !verdict.isAdmitted, verdict.remaining == 0, verdict.millisUntilMore == 60_000 - millis else {
                Issue.record("\(millis): \(verdict)")
                return
            }
        }
        #expect(window.admit(at: start.adding(millis: 60_000)).isAdmitted)
        #expect(!window.admit(at: start.adding(millis: 69_999)).isAdmitted)
        #expect(window.admit(at: start.adding(millis: 70_000)).isAdmitted)
    }

    @Test func `a request that is taken back counts no more, also when moments are shared`() {
        let now = Timestamp(millis: 1_772_366_400_000)
        for requests in [3, 300, 3_000] {
            var window = SlidingWindow(Quota(requests: requests, seconds: 60))
            for _ in 0..<requests { #expect(window.admit(at: now).isAdmitted) }
            for _ in 0..<requests { window.withdraw(from: now) }
            #expect(window.isEmpty(at: now))
            window.withdraw(from: now)
            for left in (0..<requests).reversed() { #expect(window.admit(at: now).remaining == left) }
            #expect(!window.admit(at: now).isAdmitted)
        }
    }

    @Test func `a clock that is set back refuses nobody for longer than two windows`() {
        let now = Timestamp(millis: 1_772_366_400_000)
        var window = SlidingWindow(Quota(requests: 2, seconds: 60))
        for _ in 0..<2 { #expect(window.admit(at: now).isAdmitted) }
        #expect(!window.admit(at: now.adding(millis: -60_000)).isAdmitted)
        #expect(window.admit(at: now.adding(millis: -60_001)).isAdmitted)
        #expect(window.admit(at: now.adding(millis: -3_600_000)).remaining == 1)
    }

    @Test func `a client who asks once costs little`() {
        var window = SlidingWindow(Quota(requests: 100, seconds: 60))
        #expect(window.ringBytes == 0)
        _ = window.admit(at: .epoch)
        #expect(window.ringBytes == 48)
        for _ in 0..<200 { _ = window.admit(at: .epoch) }
        #expect(window.ringBytes == 32 + 100 * 4)
    }
}

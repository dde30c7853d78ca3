import Commerce
import Testing

/// Who is told what on which channel, and when a failed attempt is made again.
@Suite struct NotificationTests {
    private static let now = Timestamp(millis: 1_772_366_400_000)

    @Test(arguments: [
        ("+1 (555) 010-0199", "+15550100199"), ("0151 / 2345678", "01512345678"), ("12345", "12345"), ("1234", nil),
        ("call me", nil), ("1234567890123456", nil), ("٠١٢٣٤٥", nil),
    ]) func `a number is dialled by its digits`(text: String, dialled: String?) {
        #expect(NoticeRecipient.dialable(text) == dialled)
    }

    @Test func `waits double up to the limit, with a tenth of jitter at most`() {
        let schedule = RetrySchedule(retries: 20, backoffMillis: 1_000, limitMillis: 3_600_000)
        for (attempts, wait) in [
            (1, 1_000), (2, 2_000), (5, 16_000), (12, 2_048_000), (13, 3_600_000), (64, 3_600_000),
        ] {
            #expect(schedule.waitMillis(afterAttempts: attempts, jitter: 0) == Int64(wait))
            let most = schedule.waitMillis(afterAttempts: attempts, jitter: UInt64(wait / 10 - 1))
            #expect(most == Int64(wait + wait / 10 - 1))
        }
    }

    @Test func `an entry is given up after its last retry, and at once when it is refused`() {
        let schedule = RetrySchedule(retries: 2, backoffMillis: 1_000)
        var entry = Notice.Entry(channel: .email, status: .pending, changedAt: Self.now, dueAt: Self.now)
        let failed = DeliveryOutcome.failed(reason: "down", retryAfterMillis: nil)
        for attempt in 1...2 {
            entry = entry.after(failed, schedule: schedule, jitter: 0, now: Self.now)
            #expect(entry.status == .pending && entry.attempts == attempt && entry.dueAt ?? Self.now > Self.now)
        }
        entry = entry.after(failed, schedule: schedule, jitter: 0, now: Self.now)
        #expect(entry.status == .failed && entry.attempts == 3 && entry.dueAt == nil && entry.error == "down")
        let first = Notice.Entry(channel: .email, status: .pending, changedAt: Self.now, dueAt: Self.now)
        let refused = first.after(.refused(reason: "no"), schedule: schedule, jitter: 0, now: Self.now)
        #expect(refused.status == .failed && refused.attempts == 1)
        let later = first.after(
            .failed(reason: "busy", retryAfterMillis: 90_000),
            schedule: schedule,
            jitter: 0,
            now: Self.now
        )
        #expect(later.dueAt == Self.now.adding(millis: 90_000))
    }

    @Test(arguments: NotificationChannel.allCases) func `a notification's id leads back to its notice`(
        channel: NotificationChannel
    ) {
        for low: UInt64 in [0x8000_0000_0000_0000, 0xBFFF_FFFF_FFFF_FFFF, 0x8123_4567_89AB_CDEF] {
            let notice = NoticeID(high: 0x019F_0000_0000_7000, low: low)
            let id = NotificationID(notice: notice, channel: channel)
            #expect(id.notice(on: channel) == notice && id.low != low)
            #expect(id.text.dropFirst(19).first.map { "89ab".contains($0) } == true)
        }
    }
}

import Commerce
import Testing

struct TimestampTests {
    @Test func `text and milliseconds survive a round trip`() {
        var random = SplitMix64(seed: 4)
        let range = Timestamp.firstWritable.millis...Timestamp.lastWritable.millis
        for _ in 0..<5000 {
            let time = Timestamp(millis: Int64.random(in: range, using: &random))
            #expect(Timestamp(text: time.text) == time)
            #expect(time.text.hasPrefix(time.dateText))
        }
    }

    @Test func `every day of a leap cycle follows the one before`() {
        // 1999-12-31 … 2004-03-01 and the turn of an ordinary century, against a calendar counted day by day.
        for (start, year) in [(Int64(10_956), 1999), (-25_568, 1899)] {
            var (year, month, day) = (year, 12, 31)
            for number in start..<(start + 1600) {
                let text = Timestamp(millis: number * Timestamp.millisPerDay).dateText
                #expect(text == "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)")
                let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
                let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
                day += 1
                if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
                if month > 12 { (year, month) = (year + 1, 1) }
            }
        }
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-02-20T10:30:00.123Z", 1_771_583_400_123),
            ("2026-02-20t10:30:00.123z", 1_771_583_400_123),
            ("2026-02-20 10:30:00.123", 1_771_583_400_123),
            ("2026-02-20T10:30:00.123456789Z", 1_771_583_400_123),
            ("2026-02-20T12:30:00.123+02:00", 1_771_583_400_123),
            ("2026-02-20T05:00:00.123-05:30", 1_771_583_400_123),
            ("2026-02-20T10:30:00.1Z", 1_771_583_400_100),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("1990-12-31T23:59:60Z", 662_688_000_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000),
        ] as [(String, Int64)]
    )
    func `RFC 3339 is read`(text: String, millis: Int64) {
        #expect(Timestamp(text: text)?.millis == millis)
    }

    @Test(arguments: [
        "", "2026-02-20", "2026-02-20T10:30Z", "2026-02-20T10:30:00.Z", "2026-02-20T10:30:00.1234567890Z",
        "2026-02-30T10:30:00Z", "2026-13-01T10:30:00Z", "2026-00-01T10:30:00Z", "2026-01-00T10:30:00Z",
        "2026-02-20T24:00:00Z", "2026-02-20T10:60:00Z", "2026-02-20T10:30:60Z", "2026-02-20T10:30:00+2:00",
        "2026-02-20T10:30:00+24:00", "2026-02-20T10:30:00+02:60", "2026-02-20T10:30:00Zx", "2026-2-20T10:30:00Z",
        "+026-02-20T10:30:00Z", "1900-02-29T00:00:00Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "1771583400", "2026-02-20T10:30:00 Z",
    ])
    func `anything else is refused`(text: String) {
        #expect(Timestamp(text: text) == nil)
    }

    @Test func `times beyond four-digit years are written as the nearest that can be`() {
        #expect(Timestamp(millis: .max).text == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp(millis: .min).text == "0000-01-01T00:00:00.000Z")
    }

    @Test func `arithmetic stays inside the range`() {
        let time = Timestamp(millis: 10)
        #expect(time.adding(millis: -20).millis == -10)
        #expect(time.adding(days: 5).millis == 432_000_010)
        #expect(time.adding(millis: .max).millis == .max)
        #expect(Timestamp(millis: -10).adding(millis: .min).millis == .min)
        #expect(time.adding(days: .max).millis == .max)
        #expect(time.millis(since: Timestamp(millis: 4)) == 6)
        #expect(Timestamp(millis: .max).millis(since: Timestamp(millis: -1)) == .max)
    }
}

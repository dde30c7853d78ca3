extension Timestamp {
    /// 0000-01-01T00:00:00.000Z, the first time RFC 3339 can write.
    package static let firstWritable = Timestamp(millis: -62_167_219_200_000)

    /// 9999-12-31T23:59:59.999Z, the last time RFC 3339 can write.
    package static let lastWritable = Timestamp(millis: 253_402_300_799_999)

    /// RFC 3339 in UTC with milliseconds and `Z`, such as `2026-02-20T10:30:00.123Z`.
    ///
    /// Times outside the years 0000 … 9999 are written as the nearest time inside.
    package var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The calendar day in UTC, such as `2026-02-20`.
    package var dateText: String {
        var bytes: [UInt8] = []
        bytes.append(addingCapacity: 10) { _ = appendDate(to: &$0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 24 bytes of `text`.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: 24) { output in
            let ofDay = appendDate(to: &output)
            output.append(UInt8(ascii: "T"))
            ASCII.append(ofDay / 3_600_000, width: 2, to: &output)
            output.append(ASCII.colon)
            ASCII.append(ofDay / 60_000 % 60, width: 2, to: &output)
            output.append(ASCII.colon)
            ASCII.append(ofDay / 1000 % 60, width: 2, to: &output)
            output.append(ASCII.dot)
            ASCII.append(ofDay % 1000, width: 3, to: &output)
            output.append(UInt8(ascii: "Z"))
        }
    }

    /// Reads RFC 3339: `T`, `t` or a space between date and time, up to nine fraction digits (cut to milliseconds),
    /// `Z` or an offset, and UTC where neither is given.
    ///
    /// A leap second (`:59:60`) is read as the second after it. Nil for anything else and for times before the year
    /// 0000 or after 9999 in UTC.
    package init?(text: String) {
        var scanner = TimeScanner(text)
        guard let instant = scanner.instant() else { return nil }
        self = instant
    }

    /// Appends the date and returns the milliseconds of the day.
    private func appendDate(to output: inout OutputSpan<UInt8>) -> Int64 {
        let written = Swift.min(Swift.max(self, Self.firstWritable), Self.lastWritable).millis
        let ofDay = (written % Self.millisPerDay + Self.millisPerDay) % Self.millisPerDay
        let date = CivilDate(day: (written - ofDay) / Self.millisPerDay)
        ASCII.append(date.year, width: 4, to: &output)
        output.append(ASCII.dash)
        ASCII.append(date.month, width: 2, to: &output)
        output.append(ASCII.dash)
        ASCII.append(date.day, width: 2, to: &output)
        return ofDay
    }
}

/// A day of the proleptic Gregorian calendar.
///
/// Years are counted from March here, which puts the leap day at the end of the year: 400 such years are always 146,097
/// days, and the day on which month `m` (0 = March) begins is `(153 m + 2) / 5`.
/// Source of the method: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
struct CivilDate {
    private static let daysPerEra: Int64 = 146_097
    /// Days from 0000-03-01 to 1970-01-01.
    private static let epochOffset: Int64 = 719_468

    let year: Int64
    let month: Int64
    let day: Int64

    /// The date of the day that many days after 1970-01-01.
    init(day dayNumber: Int64) {
        let shifted = dayNumber + Self.epochOffset
        let era = (shifted >= 0 ? shifted : shifted - Self.daysPerEra + 1) / Self.daysPerEra
        let ofEra = shifted - era * Self.daysPerEra
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * ofYear + 2) / 153
        day = ofYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// A date by its parts; nil when the calendar has no such day.
    init?(year: Int64, month: Int64, day: Int64) {
        guard month >= 1, month <= 12, day >= 1, day <= Self.length(ofMonth: month, year: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Days after 1970-01-01.
    var dayNumber: Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        return era * Self.daysPerEra + ofEra - Self.epochOffset
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Reads one RFC 3339 time from the bytes of a text.
private struct TimeScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    mutating func instant() -> Timestamp? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            let date = CivilDate(year: year, month: month, day: day),
            skip("T") || skip("t") || skip(" "),
            let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60,
            skip(":"), let second = number(2), second < 60 || (second == 60 && minute == 59),
            let fraction = fractionMillis(), let offset = offsetMinutes(), rest.isEmpty
        else { return nil }
        let minutes = date.dayNumber * 1440 + hour * 60 + minute - offset
        let instant = Timestamp(millis: (minutes * 60 + second) * 1000 + fraction)
        guard instant >= .firstWritable, instant <= .lastWritable else { return nil }
        return instant
    }

    /// Exactly `width` decimal digits.
    private mutating func number(_ width: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<width {
            guard let byte = rest.first, let digit = ASCII.digit(byte) else { return nil }
            value = value * 10 + Int64(digit)
            rest.removeFirst()
        }
        return value
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// 0 without a fraction, nil for a point without digits or with more than nine.
    private mutating func fractionMillis() -> Int64? {
        guard skip(".") else { return 0 }
        var nanos: Int64 = 0
        var digits = 0
        while let byte = rest.first, let digit = ASCII.digit(byte) {
            nanos = nanos * 10 + Int64(digit)
            digits += 1
            guard digits <= 9 else { return nil }
            rest.removeFirst()
        }
        guard digits > 0 else { return nil }
        for _ in digits..<9 { nanos *= 10 }
        return nanos / 1_000_000
    }

    /// 0 for `Z` and for no zone at all.
    private mutating func offsetMinutes() -> Int64? {
        if rest.isEmpty || skip("Z") || skip("z") { return 0 }
        let isNegative = rest.first == ASCII.dash
        guard skip("+") || skip("-"), let hours = number(2), hours < 24, skip(":"), let minutes = number(2),
            minutes < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 60 + minutes)
    }
}

/// Checks UTF-8 (RFC 3629) that arrives in pieces, so that a bad byte is found in the piece that holds it.
struct UTF8Validator {
    /// Continuation bytes still expected.
    private var missing = 0
    /// The range of the next continuation byte; narrower after E0, ED, F0 and F4.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Whether the bytes so far end at a character's end.
    var isComplete: Bool { self.missing == 0 }

    /// Takes the next piece. Returns false as soon as no continuation could make the text valid.
    mutating func append(_ bytes: some Sequence<UInt8>) -> Bool {
        for byte in bytes {
            if self.missing == 0 {
                guard byte >= 0x80 else { continue }
                guard self.begin(byte) else { return false }
            } else {
                guard byte >= self.lowest && byte <= self.highest else { return false }
                self.missing -= 1
                self.lowest = 0x80
                self.highest = 0xBF
            }
        }
        return true
    }

    private mutating func begin(_ lead: UInt8) -> Bool {
        switch lead {
        case 0xC2...0xDF: self.missing = 1
        case 0xE0...0xEF:
            self.missing = 2
            if lead == 0xE0 { self.lowest = 0xA0 }
            if lead == 0xED { self.highest = 0x9F }
        case 0xF0...0xF4:
            self.missing = 3
            if lead == 0xF0 { self.lowest = 0x90 }
            if lead == 0xF4 { self.highest = 0x8F }
        default: return false
        }
        return true
    }
}

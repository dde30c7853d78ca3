/// Writes one JSON value into a byte array, placing commas and colons itself.
///
/// Calls in an order that would not be JSON (a value without its key, an end without its begin) are bugs and trap. The
/// output is UTF-8 without white space and safe inside an HTML script element: `<`, U+2028 and U+2029 are escaped.
package struct JSONWriter: Sendable {
    /// Containers inside each other that the writer keeps track of.
    package static let maxDepth = 64

    private var buffer: [UInt8] = []
    /// One bit per open container, the innermost lowest: set for an object, clear for an array.
    private var objects: UInt64 = 0
    private var depth = 0
    private var needsComma = false
    /// A key is written and its value is not.
    private var awaitsValue = false

    /// An empty writer; `capacity` is the number of bytes to reserve, best a little more than the text will need.
    package init(capacity: Int = 512) {
        buffer.reserveCapacity(capacity)
    }

    /// The text written, which must be one complete value.
    package var bytes: [UInt8] {
        precondition(depth == 0 && !awaitsValue && needsComma, "the text is one complete value")
        return buffer
    }

    /// The number of bytes written so far.
    package var count: Int { buffer.count }

    private var inObject: Bool { depth > 0 && objects & 1 == 1 }

    /// Makes room for a value: a comma after a sibling, nothing after a key.
    private mutating func beginValue() {
        if awaitsValue {
            awaitsValue = false
            return
        }
        precondition(!inObject, "a value in an object follows a key")
        precondition(depth > 0 || !needsComma, "a text is a single value")
        if needsComma { buffer.append(UInt8(ascii: ",")) }
    }

    private mutating func beginKey() {
        precondition(inObject && !awaitsValue, "a key stands in an object, after a complete member")
        if needsComma { buffer.append(UInt8(ascii: ",")) }
        awaitsValue = true
    }
}

// MARK: - Containers and keys

extension JSONWriter {
    /// Opens an object as the next value.
    package mutating func beginObject() {
        open(UInt8(ascii: "{"), bit: 1)
    }

    /// Closes the innermost container, an object.
    package mutating func endObject() {
        precondition(inObject && !awaitsValue, "an object ends after a complete member")
        close(UInt8(ascii: "}"))
    }

    /// Opens an array as the next value.
    package mutating func beginArray() {
        open(UInt8(ascii: "["), bit: 0)
    }

    /// Closes the innermost container, an array.
    package mutating func endArray() {
        precondition(depth > 0 && !inObject, "an array ends where one is open")
        close(UInt8(ascii: "]"))
    }

    /// Writes a member's name; its value is the next to be written.
    package mutating func key(_ key: JSONKey) {
        precondition(inObject && !awaitsValue, "a key stands in an object, after a complete member")
        let name = key.name.utf8.span
        let needsComma = needsComma
        // One growth for all of it: keys are a third of what is written.
        buffer.append(addingCapacity: name.count + 4) { output in
            if needsComma { output.append(UInt8(ascii: ",")) }
            output.append(UInt8(ascii: "\""))
            for index in name.indices { output.append(name[index]) }
            output.append(UInt8(ascii: "\""))
            output.append(UInt8(ascii: ":"))
        }
        awaitsValue = true
    }

    /// Writes a member's name that is data and may hold any character.
    package mutating func key(escaping name: String) {
        beginKey()
        appendQuoted(name)
        buffer.append(UInt8(ascii: ":"))
    }

    private mutating func open(_ bracket: UInt8, bit: UInt64) {
        beginValue()
        precondition(depth < Self.maxDepth, "containers nest no deeper than maxDepth")
        objects = objects << 1 | bit
        depth += 1
        needsComma = false
        buffer.append(bracket)
    }

    private mutating func close(_ bracket: UInt8) {
        objects >>= 1
        depth -= 1
        needsComma = true
        buffer.append(bracket)
    }
}

// MARK: - Values

extension JSONWriter {
    /// Writes a string, escaping what JSON or an HTML page around it could misread.
    package mutating func string(_ value: String) {
        beginValue()
        appendQuoted(value)
        needsComma = true
    }

    /// Writes a string that `body` appends; the caller answers for it holding nothing to escape.
    mutating func plainString(_ body: (inout [UInt8]) -> Void) {
        beginValue()
        buffer.append(UInt8(ascii: "\""))
        body(&buffer)
        buffer.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes an integer.
    package mutating func integer(_ value: Int64) {
        beginValue()
        if value < 0 { buffer.append(UInt8(ascii: "-")) }
        appendDigits(value.magnitude)
        needsComma = true
    }

    /// Writes an unsigned integer.
    package mutating func integer(_ value: UInt64) {
        beginValue()
        appendDigits(value)
        needsComma = true
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) {
        beginValue()
        buffer.append(contentsOf: (value ? "true" : "false").utf8)
        needsComma = true
    }

    /// Writes `null`.
    package mutating func null() {
        beginValue()
        buffer.append(contentsOf: "null".utf8)
        needsComma = true
    }

    /// Writes `minorUnits` / 10^`decimals` as a number with exactly `decimals` (0…18) digits after the point.
    ///
    /// 5998 with 2 decimals is `59.98`, -5 is `-0.05`; no floating point is involved.
    package mutating func fixedPoint(minorUnits: Int64, decimals: Int = 2) {
        precondition((0...18).contains(decimals), "an Int64 has no more than 18 full decimals")
        beginValue()
        var unit: UInt64 = 1
        for _ in 0..<decimals { unit *= 10 }
        if minorUnits < 0 { buffer.append(UInt8(ascii: "-")) }
        var (whole, fraction) = minorUnits.magnitude.quotientAndRemainder(dividingBy: unit)
        appendDigits(whole)
        if decimals > 0 { buffer.append(UInt8(ascii: ".")) }
        for _ in 0..<decimals {
            unit /= 10
            (whole, fraction) = fraction.quotientAndRemainder(dividingBy: unit)
            buffer.append(UInt8(ascii: "0") + UInt8(whole))
        }
        needsComma = true
    }

    /// Copies a value that is JSON already, for example a `JSONNode.rawText`; the caller answers for its form.
    package mutating func raw(_ json: some Collection<UInt8>) {
        precondition(!json.isEmpty, "a value has at least one byte")
        beginValue()
        buffer.append(contentsOf: json)
        needsComma = true
    }
}

// MARK: - Bytes

extension JSONWriter {
    /// Whether a byte of UTF-8 may not stand as it is in a string; 0xE2 may start U+2028 or U+2029 and needs a look.
    static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "<")
            || byte == 0xE2
    }

    private mutating func appendQuoted(_ value: String) {
        let text = value.utf8.span
        var isPlain = true
        for index in text.indices where Self.needsEscape(text[index]) {
            isPlain = false
            break
        }
        guard isPlain else {
            buffer.append(UInt8(ascii: "\""))
            appendEscaped(text)
            buffer.append(UInt8(ascii: "\""))
            return
        }
        buffer.append(addingCapacity: text.count + 2) { output in
            output.append(UInt8(ascii: "\""))
            for index in text.indices { output.append(text[index]) }
            output.append(UInt8(ascii: "\""))
        }
    }

    private mutating func appendEscaped(_ text: Span<UInt8>) {
        for index in 0..<text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): appendEscape(byte)
            case 0x08: appendEscape(UInt8(ascii: "b"))
            case 0x09: appendEscape(UInt8(ascii: "t"))
            case 0x0A: appendEscape(UInt8(ascii: "n"))
            case 0x0C: appendEscape(UInt8(ascii: "f"))
            case 0x0D: appendEscape(UInt8(ascii: "r"))
            case 0..<0x20, UInt8(ascii: "<"): appendUnicodeEscape(UInt16(byte))
            case 0x80 where isInLineSeparator(text, index): continue
            case 0xA8 where isInLineSeparator(text, index - 1): appendUnicodeEscape(0x2028)
            case 0xA9 where isInLineSeparator(text, index - 1): appendUnicodeEscape(0x2029)
            case 0xE2 where isInLineSeparator(text, index + 1): continue
            default: buffer.append(byte)
            }
        }
    }

    /// Whether `middle` is the second byte of U+2028 (E2 80 A8) or U+2029 (E2 80 A9).
    private func isInLineSeparator(_ text: Span<UInt8>, _ middle: Int) -> Bool {
        guard middle > 0, middle + 1 < text.count, text[middle - 1] == 0xE2, text[middle] == 0x80 else { return false }
        return text[middle + 1] == 0xA8 || text[middle + 1] == 0xA9
    }

    private mutating func appendEscape(_ letter: UInt8) {
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(letter)
    }

    private mutating func appendUnicodeEscape(_ code: UInt16) {
        appendEscape(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(code >> shift & 0xF)
            buffer.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    private mutating func appendDigits(_ value: UInt64) {
        var unit: UInt64 = 1
        while value / unit >= 10 { unit *= 10 }
        var rest = value
        while unit > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(rest / unit))
            rest %= unit
            unit /= 10
        }
    }
}

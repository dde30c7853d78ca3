/// Loads of plain integers. Every one is bounds-checked by the span itself, in release builds too.
extension RawSpan {
    func byte(at offset: Int) -> UInt8 {
        // SAFETY: bounds-checked by the span; every bit pattern is a valid byte.
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value {
        // SAFETY: bounds-checked by the span; every bit pattern is a valid integer.
        Value(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    func copied() -> [UInt8] {
        // SAFETY: the array copies the bytes before the pointer's scope ends.
        unsafe withUnsafeBytes { unsafe [UInt8]($0) }
    }

    func copied(_ range: Range<Int>) -> [UInt8] {
        extracting(range).copied()
    }

    /// Whether the bytes of a range are those of a text.
    func holds(_ text: String, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8.count else { return false }
        var offset = range.lowerBound
        for byte in text.utf8 {
            guard self.byte(at: offset) == byte else { return false }
            offset += 1
        }
        return true
    }
}

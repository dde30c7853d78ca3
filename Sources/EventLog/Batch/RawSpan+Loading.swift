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
}

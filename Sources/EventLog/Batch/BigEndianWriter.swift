/// Writes fields one after another into memory whose size was computed before.
///
/// A field that does not fit is a wrong computation, so it traps; that makes every use but the initialiser safe.
@safe struct BigEndianWriter {
    private let target: UnsafeMutableRawBufferPointer
    private(set) var position: Int

    /// Starts at `position` of `target`, which must outlive the writer.
    // SAFETY: the caller keeps `target` alive for as long as the writer; nothing is written here.
    @unsafe init(_ target: UnsafeMutableRawBufferPointer, at position: Int) {
        unsafe self.target = target
        self.position = position
    }

    mutating func byte(_ value: UInt8) {
        let start = claim(1)
        // SAFETY: `claim` has checked that one byte fits.
        unsafe target[start] = value
    }

    mutating func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        let start = claim(MemoryLayout<Value>.size)
        // SAFETY: `claim` has checked that the integer fits.
        unsafe target.storeBytes(of: value.bigEndian, toByteOffset: start, as: Value.self)
    }

    mutating func varint(_ value: Int64) {
        var rest = Varint.zigZag(value)
        while rest > 0x7F {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(rest))
    }

    mutating func varint(_ value: Int) {
        varint(Int64(value))
    }

    /// A length and the bytes, or length −1 for nil.
    mutating func lengthPrefixed(_ bytes: [UInt8]?) {
        guard let bytes else { return varint(-1) }
        varint(bytes.count)
        // SAFETY: the pointer is used inside its scope only.
        unsafe bytes.withUnsafeBytes { unsafe copy($0) }
    }

    /// The length in UTF-8 and the bytes of `text`.
    mutating func lengthPrefixed(_ text: String) {
        varint(text.utf8.count)
        // SAFETY: the pointer is used inside its scope only.
        let copied: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
            unsafe copy(UnsafeRawBufferPointer($0))
        }
        if copied == nil {
            for unit in text.utf8 { byte(unit) }
        }
    }

    private mutating func copy(_ source: UnsafeRawBufferPointer) {
        let start = claim(source.count)
        // SAFETY: `claim` has checked that the source fits into the part that is rebased here.
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[start..<position]).copyMemory(from: source)
    }

    private mutating func claim(_ count: Int) -> Int {
        // SAFETY: only the count of the buffer is read, not its memory.
        precondition(unsafe target.count - position >= count, "a field is written inside its buffer")
        defer { position += count }
        return position
    }
}

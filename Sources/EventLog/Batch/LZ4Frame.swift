import CLZ4

/// The LZ4 frame format, which is Kafka's codec 3.
///
/// Blocks are independent (Kafka's Java reader refuses linked ones) and at most 64 KiB; there is no content checksum,
/// the batch has its own. The content size is stored, so that reading allocates once. Source: lz4frame.h and
/// lz4_Frame_format.md of LZ4 1.9.
enum LZ4Frame {
    /// The most that LZ4 can expand one compressed byte to; a frame that promises more is lying.
    static let maxExpansion = 255

    /// The most bytes that the frame of `plainBytes` can take.
    static func maxCompressedBytes(_ plainBytes: Int) -> Int {
        var preferences = preferences(plainBytes: plainBytes)
        // SAFETY: the preferences are only read, during the call.
        return unsafe LZ4F_compressFrameBound(plainBytes, &preferences)
    }

    /// Compresses `source` from `start` on to the place from `start` on in `target`, and gives back the frame's size.
    ///
    /// `target` must have room for ``maxCompressedBytes(_:)`` there.
    static func compress(_ source: [UInt8], into target: inout [UInt8], from start: Int) -> Int {
        var preferences = preferences(plainBytes: source.count - start)
        // SAFETY: both parts lie inside their arrays (slicing checks it), and the call writes at most as many bytes as
        // it is told the target part has. Its working memory is on the stack.
        let written = unsafe source.withUnsafeBytes { source in
            unsafe target.withUnsafeMutableBytes { target in
                let plain = unsafe UnsafeRawBufferPointer(rebasing: source[start...])
                let frame = unsafe UnsafeMutableRawBufferPointer(rebasing: target[start...])
                return unsafe LZ4F_compressFrame(
                    frame.baseAddress,
                    frame.count,
                    plain.baseAddress,
                    plain.count,
                    &preferences
                )
            }
        }
        precondition(LZ4F_isError(written) == 0, "compressing into a buffer of the bound's size succeeds")
        return written
    }

    /// The content of the one frame that `frame` is, at most `limitBytes` of it.
    ///
    /// Throws ``BatchError/badCompression`` for a damaged, incomplete or continued frame and
    /// ``BatchError/decompressedTooLarge(limitBytes:)``.
    static func decompress(_ frame: RawSpan, limitBytes: Int) throws(BatchError) -> [UInt8] {
        var decoder = try LZ4FrameDecoder()
        return try decoder.decode(frame, limitBytes: limitBytes)
    }

    private static func preferences(plainBytes: Int) -> LZ4F_preferences_t {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockMode = LZ4F_blockIndependent
        preferences.frameInfo.blockSizeID = LZ4F_max64KB
        preferences.frameInfo.contentSize = UInt64(plainBytes)
        return preferences
    }
}

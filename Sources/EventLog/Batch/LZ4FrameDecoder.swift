import CLZ4

/// Owner of liblz4's decompression state for one frame; the pointer never leaves it.
@safe struct LZ4FrameDecoder: ~Copyable {
    /// The least by which the content grows while its size is unknown.
    private static let minRoomBytes = 4096

    private let context: OpaquePointer
    private var consumed = 0

    init() throws(BatchError) {
        var context: OpaquePointer?
        // SAFETY: the call stores a pointer that this type owns and frees in its deinit.
        let status = unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
        guard LZ4F_isError(status) == 0, let context = unsafe context else { throw .badCompression }
        unsafe self.context = context
    }

    deinit {
        // SAFETY: the only owner frees it, once.
        unsafe LZ4F_freeDecompressionContext(context)
    }

    /// The content of the one frame that `frame` is. A decoder decodes one.
    mutating func decode(_ frame: RawSpan, limitBytes: Int) throws(BatchError) -> [UInt8] {
        let promisedBytes = try contentBytes(of: frame)
        guard promisedBytes <= limitBytes else { throw .decompressedTooLarge(limitBytes: limitBytes) }
        guard promisedBytes / LZ4Frame.maxExpansion <= frame.byteCount else { throw .badCompression }
        var roomBytes = promisedBytes > 0 ? promisedBytes : min(frame.byteCount, limitBytes / 4) * 4

        var content: [UInt8] = []
        while true {
            let before = (consumed, content.count)
            if try step(frame, into: &content, roomBytes: roomBytes) { break }
            if content.count == limitBytes, consumed < frame.byteCount, before == (consumed, content.count) {
                throw .decompressedTooLarge(limitBytes: limitBytes)
            }
            guard before != (consumed, content.count) else { throw .badCompression }
            roomBytes = min(max(content.count, Self.minRoomBytes), limitBytes - content.count)
        }
        guard consumed == frame.byteCount else { throw .badCompression }
        return content
    }

    /// The content size that the frame's header promises, 0 if it promises none.
    private mutating func contentBytes(of frame: RawSpan) throws(BatchError) -> Int {
        var info = LZ4F_frameInfo_t()
        // SAFETY: the call reads at most `size` bytes from the span's memory and reports how many.
        let (status, size) = unsafe frame.withUnsafeBytes { bytes in
            var size = bytes.count
            let status = unsafe LZ4F_getFrameInfo(context, &info, bytes.baseAddress, &size)
            return (status, size)
        }
        guard LZ4F_isError(status) == 0, info.frameType == LZ4F_frame else { throw .badCompression }
        consumed = size
        guard let promised = Int(exactly: info.contentSize) else { throw .badCompression }
        return promised
    }

    /// Decodes into at most `roomBytes` more of `content`; true at the frame's end.
    private mutating func step(
        _ frame: RawSpan,
        into content: inout [UInt8],
        roomBytes: Int
    ) throws(BatchError) -> Bool {
        var status = 0
        // SAFETY: the copy of the pointer ends with this call, and `self`, which frees it, lives longer.
        let context = unsafe self.context
        var read = frame.byteCount - consumed
        let rest = frame.extracting(consumed..<frame.byteCount)
        content.append(addingCapacity: roomBytes) { output in
            // SAFETY: the call reads at most `read` bytes of the rest of the frame, writes at most `written` bytes of
            // the new room, and reports both; that many are then initialised.
            unsafe output.withUnsafeMutableBufferPointer { room, initialized in
                unsafe rest.withUnsafeBytes { source in
                    var written = min(room.count, roomBytes)
                    status = unsafe LZ4F_decompress(context, room.baseAddress, &written, source.baseAddress, &read, nil)
                    initialized = written
                }
            }
        }
        guard LZ4F_isError(status) == 0 else { throw .badCompression }
        consumed += read
        return status == 0
    }
}

import CZlib
import NIOCore

/// One compressed stream: the door to zlib.
///
/// Bytes go in piece by piece and come out when zlib has enough of them, the rest at the end.
@safe final class Deflater {
    /// How hard zlib tries, from 1 to 9.
    enum Effort: Int32 {
        /// For what is made for one answer: most of the gain at a third of the cost.
        case quick = 4
        /// For what is compressed once and kept.
        case best = 9
    }

    /// Room that is asked for with each step, in bytes.
    private static let pieceBytes = 16 << 10
    /// zlib.h: a window of 32 KiB; 16 more for gzip's frame instead of zlib's own, which HTTP calls deflate.
    private static let windowBits: [ContentCoding: Int32] = [.gzip: 15 + 16, .deflate: 15]
    /// zlib.h's default.
    private static let memoryLevel: Int32 = 8

    private let stream: UnsafeMutablePointer<z_stream>

    init(_ coding: ContentCoding, _ effort: Effort) {
        // SAFETY: the stream is zeroed before zlib sees it, does not move, and is ended and freed once, in deinit.
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe deflateInit2_(
            stream,
            effort.rawValue,
            Z_DEFLATED,
            Self.windowBits[coding] ?? 15,
            Self.memoryLevel,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(result == Z_OK, "zlib takes these settings, and there is memory")
    }

    deinit {
        // SAFETY: see init; nothing uses the stream after this.
        unsafe deflateEnd(stream)
        unsafe stream.deinitialize(count: 1)
        unsafe stream.deallocate()
    }

    /// Compresses a piece; what is ready is added to `output`.
    func add(_ input: ByteBuffer, to output: inout ByteBuffer) { run(input, Z_NO_FLUSH, &output) }

    /// Ends the stream; nothing may be added after.
    func finish(to output: inout ByteBuffer) { run(ByteBuffer(), Z_FINISH, &output) }

    /// Compresses everything at once.
    static func compress(_ input: ByteBuffer, _ coding: ContentCoding, _ effort: Effort) -> ByteBuffer {
        let deflater = Deflater(coding, effort)
        var output = ByteBuffer()
        deflater.add(input, to: &output)
        deflater.finish(to: &output)
        return output
    }

    private func run(_ input: ByteBuffer, _ flush: Int32, _ output: inout ByteBuffer) {
        precondition(input.readableBytes <= Int(UInt32.max), "a piece fits zlib's counter")
        // SAFETY: zlib reads the input, which it does not change, and writes the room, both only during the calls and
        // within the counts that it is given.
        unsafe input.withUnsafeReadableBytes { bytes in
            let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: base)
            unsafe stream.pointee.avail_in = UInt32(bytes.count)
            var isFull = true
            while isFull {
                unsafe output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceBytes) { room in
                    unsafe stream.pointee.next_out = room.assumingMemoryBound(to: UInt8.self).baseAddress
                    unsafe stream.pointee.avail_out = UInt32(room.count)
                    let result = unsafe deflate(stream, flush)
                    precondition(result != Z_STREAM_ERROR, "the stream is not ended yet")
                    return unsafe room.count - Int(stream.pointee.avail_out)
                }
                isFull = unsafe stream.pointee.avail_out == 0
            }
            unsafe stream.pointee.next_in = nil
        }
    }
}

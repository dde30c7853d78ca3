import CZlib
import NIOCore

/// The way back, for files that are inside the program in compressed form: the other door to zlib.
enum Inflater {
    /// What a gzip file holds; nil for bytes that are none.
    static func content(of file: ByteBuffer) -> ByteBuffer? {
        // RFC 1952, section 2.3.1: the file ends with the length of what it holds, four bytes, lowest first.
        let end = file.writerIndex - 4
        guard file.readableBytes >= 18, let length = file.getInteger(at: end, endianness: .little, as: UInt32.self)
        else { return nil }
        var output = ByteBuffer()
        // SAFETY: as in Deflater; one more byte of room than wanted shows a file that lies about its length. The stream
        // is ended before it goes.
        let isWhole = unsafe file.withUnsafeReadableBytes { bytes in
            var isWhole = false
            unsafe output.writeWithUnsafeMutableBytes(minimumWritableBytes: Int(length) + 1) { room in
                var stream = unsafe z_stream()
                unsafe stream.next_in = UnsafeMutablePointer(
                    mutating: bytes.assumingMemoryBound(to: UInt8.self).baseAddress
                )
                unsafe stream.avail_in = UInt32(bytes.count)
                unsafe stream.next_out = room.assumingMemoryBound(to: UInt8.self).baseAddress
                unsafe stream.avail_out = UInt32(clamping: room.count)
                let size = unsafe Int32(MemoryLayout<z_stream>.size)
                // SAFETY: see above.
                guard unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return 0 }
                isWhole = unsafe inflate(&stream, Z_FINISH) == Z_STREAM_END
                let count = unsafe Int(stream.total_out)
                unsafe inflateEnd(&stream)
                isWhole = isWhole && count == Int(length)
                return count
            }
            return isWhole
        }
        return isWhole ? output : nil
    }
}

import CZlib
import HTTPTypes
import Hummingbird
import NIOCore

@testable import Gateway

/// The client's half of compression, by zlib's own simplest function and not by the code under test.
enum Unzip {
    /// What the bytes hold; nil when they are not in the coding.
    static func text(_ bytes: ByteBuffer, _ coding: String) -> String? {
        var input = Array(bytes.readableBytesView)
        var output = [UInt8](repeating: 0, count: 4 << 20)
        let (room, given) = (output.count, input.count)
        var stream = unsafe z_stream()
        let isWhole = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_in = input.baseAddress
                unsafe stream.avail_in = UInt32(given)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(room)
                let size = unsafe Int32(MemoryLayout<z_stream>.size)
                guard unsafe inflateInit2_(&stream, coding == "gzip" ? 31 : 15, ZLIB_VERSION, size) == Z_OK else {
                    return false
                }
                let result = unsafe inflate(&stream, Z_FINISH)
                unsafe inflateEnd(&stream)
                return unsafe result == Z_STREAM_END && stream.avail_in == 0
            }
        }
        return unsafe isWhole ? String(decoding: output.prefix(Int(stream.total_out)), as: UTF8.self) : nil
    }
}

extension Request {
    /// A request without a body.
    static func test(_ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields) -> Request {
        let head = HTTPRequest(method: method, scheme: "http", authority: "h", path: path, headerFields: fields)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// A read by a client that takes the given codings.
    static func reading(_ codings: String) -> Request { .test(.get, "/", [.acceptEncoding: codings]) }
}

extension Response {
    /// All of the body.
    func collected() async throws -> ByteBuffer {
        let box = Box()
        try await body.write(Writer(box: box))
        return box.bytes
    }

    private final class Box {
        var bytes = ByteBuffer()
    }

    private struct Writer: ResponseBodyWriter {
        let box: Box

        mutating func write(_ buffer: ByteBuffer) async throws { box.bytes.writeImmutableBuffer(buffer) }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

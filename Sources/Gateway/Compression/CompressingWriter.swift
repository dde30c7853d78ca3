import HTTPTypes
import Hummingbird
import NIOCore

/// Compresses a body on its way out, for bodies whose length nobody knows before.
struct CompressingWriter: ResponseBodyWriter {
    var next: any ResponseBodyWriter
    let deflater: Deflater

    mutating func write(_ buffer: ByteBuffer) async throws {
        var output = ByteBuffer()
        deflater.add(buffer, to: &output)
        if output.readableBytes > 0 { try await next.write(output) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        var output = ByteBuffer()
        deflater.finish(to: &output)
        try await next.write(output)
        try await next.finish(trailingHeaders)
    }
}

/// Compresses a body into memory, for bodies that are there already.
struct CollectingWriter: ResponseBodyWriter {
    /// Where the bytes are found afterwards; a writer is used up by finishing.
    final class Result {
        var bytes = ByteBuffer()
    }

    let deflater: Deflater
    let result: Result

    mutating func write(_ buffer: ByteBuffer) async throws { deflater.add(buffer, to: &result.bytes) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { deflater.finish(to: &result.bytes) }
}

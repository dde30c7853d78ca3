package import NIOCore

/// A text message encoded once as a server frame, to be sent to any number of sessions.
///
/// Server frames are not masked (RFC 6455 section 5.1), so all sessions share the same bytes.
package struct WebSocketMessage: Sendable {
    /// Header and payload of one final text frame.
    let frame: ByteBuffer

    /// Encodes `text`, which must be valid UTF-8.
    package init(text: ByteBuffer) {
        self.frame = WebSocketFrameBytes.encode(opcode: .text, payload: text)
    }

    /// Encodes `text`.
    package init(text: String) {
        self.init(text: ByteBuffer(string: text))
    }

    /// Encodes `text`, which must be valid UTF-8.
    package init(text: [UInt8]) {
        self.init(text: ByteBuffer(bytes: text))
    }
}

/// The server's half of RFC 6455 section 5.2: final, unmasked frames.
enum WebSocketFrameBytes {
    /// The opcodes the server sends.
    enum Opcode: UInt8 {
        case text = 0x1
        case close = 0x8
        case ping = 0x9
        case pong = 0xA
    }

    /// The one ping the server sends; it carries nothing.
    static let ping = Self.encode(opcode: .ping, payload: ByteBuffer())

    /// Longest reason that fits a control frame beside the code, in bytes.
    static let reasonBytes = 123

    static func encode(opcode: Opcode, payload: ByteBuffer) -> ByteBuffer {
        let length = payload.readableBytes
        var frame = ByteBufferAllocator().buffer(capacity: length + 10)
        frame.writeInteger(0x80 | opcode.rawValue)
        switch length {
        case ...125:
            frame.writeInteger(UInt8(length))
        case ...Int(UInt16.max):
            frame.writeInteger(126 as UInt8)
            frame.writeInteger(UInt16(length))
        default:
            frame.writeInteger(127 as UInt8)
            frame.writeInteger(UInt64(length))
        }
        frame.writeImmutableBuffer(payload)
        return frame
    }

    /// A close frame; `noStatus` and `abnormal` give one without a code. The reason is cut at 123 bytes.
    static func close(_ code: WebSocketCloseCode, reason: String) -> ByteBuffer {
        var payload = ByteBuffer()
        if code.isAllowedOnWire {
            payload.writeInteger(code.rawValue)
            var kept = Substring(reason)
            while kept.utf8.count > Self.reasonBytes { kept.removeLast() }
            payload.writeSubstring(kept)
        }
        return Self.encode(opcode: .close, payload: payload)
    }
}

import HTTPTypes
import NIOCore
import Synchronization

@testable import Gateway

/// A server frame as a test sees it.
struct RawFrame: Equatable {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true

    var text: String { String(decoding: self.payload, as: UTF8.self) }

    /// The code of a close frame; nil when it has none.
    var closeCode: UInt16? {
        self.payload.count >= 2 ? UInt16(self.payload[0]) << 8 | UInt16(self.payload[1]) : nil
    }

    static let text: UInt8 = 0x1
    static let binary: UInt8 = 0x2
    static let close: UInt8 = 0x8
    static let ping: UInt8 = 0x9
    static let pong: UInt8 = 0xA
}

extension RawClient {
    static let handshake =
        "GET /ws?token=t HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

    /// Connects and upgrades.
    static func webSocket(_ server: TestServer, receiveBufferBytes: Int? = nil) async throws -> RawClient {
        let client = try await server.connect(receiveBufferBytes: receiveBufferBytes)
        let answer = try await client.exchange(Self.handshake)
        guard answer.status == 101 else { throw RawClientError.malformed(answer.statusLine) }
        return client
    }

    /// The bytes of a client frame.
    static func frame(
        _ opcode: UInt8,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        rsv: UInt8 = 0,
        mask: [UInt8]? = [1, 2, 3, 4]
    ) -> [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | rsv << 4 | opcode]
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ...125: bytes.append(maskBit | UInt8(payload.count))
        case ...65_535: bytes += [maskBit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(maskBit | 127)
            bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        guard let mask else { return bytes + payload }
        bytes += mask
        bytes += payload.enumerated().map { $1 ^ mask[$0 % 4] }
        return bytes
    }

    /// Sends one frame.
    func sendFrame(_ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true) async throws {
        try await self.send(Self.frame(opcode, payload, isFinal: isFinal))
    }

    func sendText(_ text: String) async throws {
        try await self.sendFrame(RawFrame.text, Array(text.utf8))
    }

    /// Takes one server frame, which must not be masked.
    func takeFrame() async throws -> RawFrame {
        let head = try await self.take(2)
        guard head[1] & 0x80 == 0 else { throw RawClientError.malformed("masked server frame") }
        var length = Int(head[1])
        if length >= 126 {
            length = try await self.take(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
        }
        return RawFrame(opcode: head[0] & 0x0F, payload: try await self.take(length), isFinal: head[0] & 0x80 != 0)
    }

    /// Takes frames up to and including the close frame, which it returns.
    func takeClose() async throws -> RawFrame {
        while true {
            let frame = try await self.takeFrame()
            if frame.opcode == RawFrame.close { return frame }
        }
    }
}

/// An owner that echoes texts and records what it is told.
final class EchoOwner: WebSocketSessionHandler {
    struct Record {
        var session: WebSocketSession?
        var texts: [String] = []
        var ticks = 0
        var drained = 0
        var closedWith: [WebSocketCloseCode] = []
    }
    let record = Mutex(Record())
    private let echoes: Bool

    init(echoes: Bool = true) { self.echoes = echoes }

    var session: WebSocketSession? { self.record.withLock { $0.session } }
    var closedWith: [WebSocketCloseCode] { self.record.withLock { $0.closedWith } }

    /// A policy that accepts everything for this owner.
    var policy: WebSocketUpgradePolicy { { _ in .accept(session: self) } }

    func sessionOpened(_ session: WebSocketSession) {
        self.record.withLock { $0.session = session }
    }

    func session(_ session: WebSocketSession, received text: ByteBuffer) {
        self.record.withLock { $0.texts.append(String(buffer: text)) }
        if self.echoes { _ = session.send(text: text) }
    }

    func sessionTicked(_ session: WebSocketSession) {
        self.record.withLock { $0.ticks += 1 }
        _ = session.send(WebSocketMessage(text: "tick"))
    }

    func sessionDrained(_ session: WebSocketSession) {
        self.record.withLock { $0.drained += 1 }
    }

    func sessionClosed(_ session: WebSocketSession, code: WebSocketCloseCode) {
        self.record.withLock { $0.closedWith.append(code) }
    }
}

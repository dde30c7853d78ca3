import NIOCore
import NIOWebSocket

/// Puts client frames together into messages and checks the rules of RFC 6455 section 5 on the way.
///
/// A pure state machine: a frame in, what it means out. Payloads must be unmasked already.
struct WebSocketAssembler {
    /// What a frame means for the connection.
    enum Event {
        /// A piece of a message; nothing to do yet.
        case partial
        case text(ByteBuffer)
        case ping(ByteBuffer)
        case pong
        /// The peer's close frame; `noStatus` when it had no code.
        case close(WebSocketCloseCode)
        /// The frame broke a rule; the connection is closed with the code.
        case violation(WebSocketCloseCode, String)
    }

    private let limits: WebSocketLimits
    private var message: ByteBuffer?
    private var fragments = 0
    private var validator = UTF8Validator()

    init(limits: WebSocketLimits) {
        self.limits = limits
    }

    mutating func take(_ frame: WebSocketFrame) -> Event {
        guard frame.maskKey != nil else { return .violation(.protocolError, "client frames must be masked") }
        guard !frame.rsv1 && !frame.rsv2 && !frame.rsv3 else {
            return .violation(.protocolError, "no extension was negotiated")
        }
        let payload = frame.unmaskedData
        switch frame.opcode {
        case .continuation: return self.continueMessage(payload, isLast: frame.fin)
        case .text: return self.beginMessage(payload, isLast: frame.fin)
        case .binary: return .violation(.unacceptableData, "binary messages are not accepted")
        case .ping: return .ping(payload)
        case .pong: return .pong
        case .connectionClose: return self.close(payload)
        default: return .violation(.protocolError, "reserved opcode")
        }
    }

    private mutating func beginMessage(_ payload: ByteBuffer, isLast: Bool) -> Event {
        guard self.message == nil else { return .violation(.protocolError, "a message inside a message") }
        self.validator = UTF8Validator()
        self.fragments = 1
        return self.add(payload, to: ByteBuffer(), isLast: isLast)
    }

    private mutating func continueMessage(_ payload: ByteBuffer, isLast: Bool) -> Event {
        guard let message = self.message else { return .violation(.protocolError, "nothing to continue") }
        self.message = nil
        self.fragments += 1
        guard self.fragments <= self.limits.fragments else {
            return .violation(.messageTooBig, "too many fragments")
        }
        return self.add(payload, to: message, isLast: isLast)
    }

    private mutating func add(_ payload: ByteBuffer, to message: ByteBuffer, isLast: Bool) -> Event {
        guard message.readableBytes + payload.readableBytes <= self.limits.messageBytes else {
            return .violation(.messageTooBig, "message too big")
        }
        guard self.validator.append(payload.readableBytesView), !isLast || self.validator.isComplete else {
            return .violation(.invalidText, "text must be UTF-8")
        }
        // A message of one frame keeps the frame's bytes.
        var whole = message
        if whole.readableBytes == 0 { whole = payload } else { whole.writeImmutableBuffer(payload) }
        if isLast { return .text(whole) }
        self.message = whole
        return .partial
    }

    private func close(_ payload: ByteBuffer) -> Event {
        var payload = payload
        if payload.readableBytes == 0 { return .close(.noStatus) }
        guard let raw = payload.readInteger(as: UInt16.self) else {
            return .violation(.protocolError, "a close code has two bytes")
        }
        let code = WebSocketCloseCode(rawValue: raw)
        guard code.isAllowedOnWire else { return .violation(.protocolError, "invalid close code") }
        var validator = UTF8Validator()
        guard validator.append(payload.readableBytesView), validator.isComplete else {
            return .violation(.invalidText, "the close reason must be UTF-8")
        }
        return .close(code)
    }
}

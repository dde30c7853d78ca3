/// A close code of RFC 6455 section 7.4 and the IANA registry.
package struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
    /// The code's number; may be one that is never on the wire, see `isAllowedOnWire`.
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The purpose of the connection is fulfilled.
    package static let normal = Self(rawValue: 1000)
    /// The endpoint goes away.
    package static let goingAway = Self(rawValue: 1001)
    /// The peer broke the protocol.
    package static let protocolError = Self(rawValue: 1002)
    /// The peer sent a kind of data that is not accepted: binary.
    package static let unacceptableData = Self(rawValue: 1003)
    /// The close frame had no code; never on the wire.
    package static let noStatus = Self(rawValue: 1005)
    /// The connection ended without a close frame; never on the wire.
    package static let abnormal = Self(rawValue: 1006)
    /// Text that is not UTF-8.
    package static let invalidText = Self(rawValue: 1007)
    /// The peer broke a rule of the service.
    package static let policyViolation = Self(rawValue: 1008)
    /// A message or frame over the limit.
    package static let messageTooBig = Self(rawValue: 1009)
    /// The server failed.
    package static let internalError = Self(rawValue: 1011)
    /// The server restarts; the client may come back.
    package static let serviceRestart = Self(rawValue: 1012)
    /// The client does not keep up; it may come back later.
    package static let tryAgainLater = Self(rawValue: 1013)

    /// Whether a peer may put the code into a close frame.
    package var isAllowedOnWire: Bool {
        switch self.rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

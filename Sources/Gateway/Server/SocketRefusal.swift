import NIOCore
package import NIOHTTP1

/// A request the socket layer answers by itself, after which the connection is closed.
///
/// Bodies are RFC 9457 problem documents with the stable `code` of each case.
package enum SocketRefusal: String, Error, Sendable, CaseIterable {
    /// The bytes are not HTTP/1.x, or its framing is ambiguous.
    case malformedRequest = "malformed_request"
    /// `Host` is missing, repeated or not a host.
    case invalidHost = "invalid_host"
    /// The target is not in origin form.
    case invalidTarget = "invalid_target"
    /// The method is not one the server knows.
    case methodNotAllowed = "method_not_allowed"
    /// The request did not arrive in time.
    case requestTimeout = "request_timeout"
    /// The body is over the limit.
    case bodyTooLarge = "body_too_large"
    /// The target is over the limit.
    case targetTooLong = "target_too_long"
    /// `Expect` asks for something other than `100-continue`.
    case expectationFailed = "expectation_failed"
    /// The header fields are over the limit.
    case headersTooLarge = "headers_too_large"
    /// The WebSocket handshake is not RFC 6455's.
    case invalidUpgrade = "invalid_upgrade"
    /// The WebSocket version is not 13.
    case unsupportedWebSocketVersion = "unsupported_websocket_version"

    /// The methods the server knows, as `Allow` lists them.
    static let allowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    /// The status of the answer.
    package var status: HTTPResponseStatus {
        switch self {
        case .malformedRequest, .invalidHost, .invalidTarget, .invalidUpgrade: .badRequest
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .bodyTooLarge: .payloadTooLarge
        case .targetTooLong: .uriTooLong
        case .expectationFailed: .expectationFailed
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .unsupportedWebSocketVersion: .upgradeRequired
        }
    }

    /// A sentence for people.
    package var detail: String {
        switch self {
        case .malformedRequest: "The request is not valid HTTP/1.1."
        case .invalidHost: "A request needs exactly one valid Host header field."
        case .invalidTarget: "The request target must be an absolute path."
        case .methodNotAllowed: "The method is not supported."
        case .requestTimeout: "The request did not arrive in time."
        case .bodyTooLarge: "The request body is too large."
        case .targetTooLong: "The request target is too long."
        case .expectationFailed: "Only the expectation 100-continue is supported."
        case .headersTooLarge: "The request header fields are too large."
        case .invalidUpgrade: "The WebSocket handshake is not valid."
        case .unsupportedWebSocketVersion: "Only version 13 of the WebSocket protocol is supported."
        }
    }

    /// The answer with its body, ready to be encoded.
    var answer: SocketAnswer {
        let json = """
            {"type":"/errors/\(self.rawValue)","title":"\(self.status.reasonPhrase)","status":\(self.status.code),\
            "detail":"\(self.detail)","code":"\(self.rawValue)"}
            """
        var headers: [(String, String)] = [("content-type", "application/problem+json")]
        switch self {
        case .methodNotAllowed: headers.append(("allow", Self.allowedMethods))
        case .unsupportedWebSocketVersion:
            headers.append(("sec-websocket-version", "13"))
            headers.append(("upgrade", "websocket"))
        default: break
        }
        return SocketAnswer(status: self.status, headers: HTTPHeaders(headers), body: ByteBuffer(string: json))
    }
}

/// A complete answer that the socket layer writes by itself and closes the connection after.
struct SocketAnswer: Sendable {
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: ByteBuffer

    /// The head with the framing and the announced close.
    func head(version: HTTPVersion) -> HTTPResponseHead {
        var headers = self.headers
        headers.replaceOrAdd(name: "content-length", value: String(self.body.readableBytes))
        headers.replaceOrAdd(name: "connection", value: "close")
        return HTTPResponseHead(version: version, status: self.status, headers: headers)
    }
}

import HTTPTypes
import NIOCore
package import NIOHTTP1

/// A request the socket layer answers by itself, after which the connection is closed.
///
/// Answers are the same problem documents as everywhere else, with a code of the catalogue.
package enum SocketRefusal: Error, Sendable, CaseIterable {
    /// The bytes are not HTTP/1.x, or its framing is ambiguous.
    case malformedRequest
    /// `Host` is missing, repeated or not a host.
    case invalidHost
    /// The target is not in origin form.
    case invalidTarget
    /// The method is not one the server knows.
    case methodNotAllowed
    /// The request did not arrive in time.
    case requestTimeout
    /// The body is over the limit.
    case payloadTooLarge
    /// The target is over the limit.
    case targetTooLong
    /// `Expect` asks for something other than `100-continue`.
    case expectationFailed
    /// The header fields are over the limit.
    case headersTooLarge
    /// The WebSocket handshake is not RFC 6455's.
    case invalidUpgrade
    /// The WebSocket version is not 13.
    case unsupportedWebSocketVersion

    /// The methods the server knows, as `Allow` lists them.
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

    /// The entry of the catalogue.
    package var code: ErrorCode {
        switch self {
        case .malformedRequest: .malformedRequest
        case .invalidHost: .invalidHost
        case .invalidTarget: .invalidTarget
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .payloadTooLarge: .payloadTooLarge
        case .targetTooLong: .targetTooLong
        case .expectationFailed: .expectationFailed
        case .headersTooLarge: .headersTooLarge
        case .invalidUpgrade: .invalidUpgrade
        case .unsupportedWebSocketVersion: .unsupportedWebSocketVersion
        }
    }

    /// The status of the answer.
    package var status: HTTPResponseStatus { SocketAnswer.status(code.status) }

    /// The answer with its body, ready to be encoded.
    ///
    /// - Parameters:
    ///   - target: the request's target where its head was read; its query is not repeated, tokens may be in it.
    ///   - requestID: what the problem and `X-Request-Id` say.
    func answer(target: String?, requestID: String) -> SocketAnswer {
        var problem = Problem(code)
        if case .methodNotAllowed = self { problem.allowedMethods = Self.methods }
        var fields = problem.headers
        fields[.xRequestID] = requestID
        fields.append(contentsOf: SecurityHeaders.fields)
        if case .unsupportedWebSocketVersion = self {
            fields[.secWebSocketVersion] = "13"
            fields[.upgrade] = "websocket"
        }
        let instance = target.flatMap { $0.hasPrefix("/") ? String($0.prefix { $0 != "?" }) : nil }
        let body = problem.body(instance: instance, requestID: requestID)
        return SocketAnswer(status: code.status, fields: fields, body: ByteBuffer(bytes: body))
    }
}

/// A complete answer that the socket layer writes by itself and closes the connection after.
struct SocketAnswer: Sendable {
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: ByteBuffer

    init(status: HTTPResponse.Status, fields: HTTPFields, body: ByteBuffer) {
        self.status = Self.status(status)
        self.headers = HTTPHeaders(fields.map { ($0.name.rawName, $0.value) })
        self.body = body
    }

    /// The head with the framing and the announced close.
    func head(version: HTTPVersion) -> HTTPResponseHead {
        var headers = self.headers
        headers.replaceOrAdd(name: "content-length", value: String(self.body.readableBytes))
        headers.replaceOrAdd(name: "connection", value: "close")
        return HTTPResponseHead(version: version, status: self.status, headers: headers)
    }

    /// The same status in NIO's types.
    static func status(_ status: HTTPResponse.Status) -> HTTPResponseStatus {
        HTTPResponseStatus(statusCode: status.code, reasonPhrase: status.reasonPhrase)
    }
}

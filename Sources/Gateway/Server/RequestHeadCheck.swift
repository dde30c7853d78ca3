import HTTPTypes
import NIOCore
import NIOHTTP1

/// What a request head says, after every rule that can be checked without the body.
struct CheckedHead {
    /// The request as the router sees it.
    var request: HTTPRequest
    /// `Content-Length`, if the request has one.
    var contentLength: Int?
    /// Whether a body follows.
    var hasBody = false
    /// Whether the client waits for `100 Continue`.
    var expectsContinue = false
    /// Whether the connection ends with this request.
    var closes = false
    /// Whether the client asks for WebSocket.
    var wantsWebSocket = false
}

/// Turns a decoded HTTP/1 head into a request, or says why it is refused.
///
/// One pass over the fields does the conversion and the checks. Rules: RFC 9112 sections 3, 6.3 and 7, RFC 9110
/// sections 7.2 and 10.1.1, RFC 6455 section 4.2.1.
struct RequestHeadCheck {
    let limits: ServerLimits
    let scheme: String

    func check(_ head: HTTPRequestHead) throws(SocketRefusal) -> CheckedHead {
        let method = try Self.method(head.method)
        try self.checkTarget(head.uri, method: method)

        var fields = HTTPFields()
        fields.reserveCapacity(head.headers.count)
        var checked = CheckedHead(request: HTTPRequest(method: method, scheme: self.scheme, authority: nil, path: nil))
        var seen = FieldFacts()
        for (name, value) in head.headers {
            guard name.utf8.count + value.utf8.count <= self.limits.headerFieldBytes else { throw .headersTooLarge }
            guard let fieldName = HTTPField.Name(name) else { throw .malformedRequest }
            try seen.note(fieldName, value, in: &checked)
            if fieldName != .hostField { fields.append(HTTPField(name: fieldName, value: value)) }
        }

        let isHTTP10 = head.version == .http1_0
        guard seen.hosts == 1 || (isHTTP10 && seen.hosts == 0) else { throw .invalidHost }
        if isHTTP10 && seen.isChunked { throw .malformedRequest }
        if let length = checked.contentLength, length > self.limits.bodyBytes { throw .payloadTooLarge }
        checked.hasBody = seen.isChunked || (checked.contentLength ?? 0) > 0
        checked.expectsContinue = checked.expectsContinue && checked.hasBody && !isHTTP10
        if isHTTP10 { checked.closes = true }
        if seen.connectionUpgrade && seen.hasUpgrade {
            // The decoder stops at a request that asks for another protocol, whether or not it gets one.
            checked.closes = true
            checked.wantsWebSocket = seen.upgradeWebSocket && method == .get && !isHTTP10
            if checked.wantsWebSocket && checked.hasBody { throw .invalidUpgrade }
        }
        checked.request.authority = seen.host
        checked.request.path = head.uri
        checked.request.headerFields = fields
        return checked
    }

    private static func method(_ method: HTTPMethod) throws(SocketRefusal) -> HTTPRequest.Method {
        switch method {
        case .GET: .get
        case .HEAD: .head
        case .POST: .post
        case .PUT: .put
        case .PATCH: .patch
        case .DELETE: .delete
        case .OPTIONS: .options
        default: throw .methodNotAllowed
        }
    }

    private func checkTarget(_ target: String, method: HTTPRequest.Method) throws(SocketRefusal) {
        guard target.utf8.count <= self.limits.targetBytes else { throw .targetTooLong }
        guard target.utf8.first == UInt8(ascii: "/") || (target == "*" && method == .options) else {
            throw .invalidTarget
        }
    }
}

/// What the fields of one head add up to.
private struct FieldFacts {
    var hosts = 0
    var host: String?
    var isChunked = false
    var connectionUpgrade = false
    var hasUpgrade = false
    var upgradeWebSocket = false

    /// Looks at one field; only names of the right length are compared, so that most fields cost one switch.
    mutating func note(
        _ name: HTTPField.Name,
        _ value: String,
        in checked: inout CheckedHead
    ) throws(SocketRefusal) {
        switch name.canonicalName.utf8.count {
        case 4 where name == .hostField:
            self.hosts += 1
            guard Self.isHost(value) else { throw .invalidHost }
            self.host = value
        case 6 where name == .expect:
            guard value.lowercased() == "100-continue" else { throw .expectationFailed }
            checked.expectsContinue = true
        case 7 where name == .upgrade:
            self.hasUpgrade = true
            if value.hasToken("websocket") { self.upgradeWebSocket = true }
        case 10 where name == .connection:
            if value.hasToken("close") { checked.closes = true }
            if value.hasToken("upgrade") { self.connectionUpgrade = true }
        case 14 where name == .contentLength:
            guard let length = Int(value), length >= 0 else { throw .malformedRequest }
            checked.contentLength = length
        case 17 where name == .transferEncoding:
            self.isChunked = true
        default:
            break
        }
    }

    /// Whether `value` is made of the characters of a host and port (RFC 3986 section 3.2.2), and not empty.
    private static func isHost(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"),
                    UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"), UInt8(ascii: "!"), UInt8(ascii: "$"),
                    UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"),
                    UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="):
                    true
                default: false
                }
            }
    }
}

extension HTTPField.Name {
    /// `Host`, which HTTPTypes keeps as the request's authority and therefore does not name.
    static let hostField: HTTPField.Name = {
        guard let name = HTTPField.Name("Host") else { preconditionFailure("host is a token") }
        return name
    }()
}

extension String {
    /// Whether the comma-separated list of tokens holds `token`, which is given in lower case.
    func hasToken(_ token: String) -> Bool {
        // The common case is a single token.
        if self.utf8.count == token.utf8.count { return self.lowercased() == token }
        guard self.utf8.count > token.utf8.count else { return false }
        return self.lowercased().split(separator: ",").contains { $0.trimmingBlanks() == token }
    }
}

import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird
import NIOCore

/// Who may open `/ws/orders/{user_id}`: decided before the upgrade, refused as a normal answer.
struct OrderSocketPolicy: Sendable {
    /// The offered subprotocol that carries a token, for browsers, which cannot set headers.
    private static let bearerProtocol = "bearer."

    let engine: Engine
    let access: Access
    let stream: OrderStream
    let allowedOrigins: AllowedOrigins
    let requestIDs: RequestIDs
    let heartbeatSeconds: Int

    func decide(_ request: WebSocketUpgradeRequest) async -> WebSocketUpgradeDecision {
        let parts = request.path.split(separator: "/")
        guard parts.count == 3, parts[0] == "ws", parts[1] == "orders" else { return .notWebSocket }
        do throws(Problem) {
            try checkOrigin(request)
            let (customer, subprotocol) = try await customer(of: request, path: parts[2])
            guard stream.hasRoom(customer) else { throw Problem(.tooManyConnections) }
            let session = OrderSession(
                stream: stream,
                engine: engine,
                customer: customer,
                from: Self.from(request),
                heartbeatSeconds: heartbeatSeconds
            )
            return .accept(subprotocol: subprotocol, session: session)
        } catch {
            let id = requestIDs.id(given: request.headers[.xRequestID])
            var headers = error.headers
            headers[.xRequestID] = id
            headers.append(contentsOf: SecurityHeaders.fields)
            let body = error.body(instance: request.path, requestID: id)
            return .reject(status: error.code.status, headers: headers, body: ByteBuffer(bytes: body))
        }
    }

    /// A page of another site must not open sockets with this browser's credentials.
    private func checkOrigin(_ request: WebSocketUpgradeRequest) throws(Problem) {
        guard let origin = request.headers[.origin] else { return }
        let own = request.authority.map { ["http://\($0)", "https://\($0)"] } ?? []
        guard own.contains(origin) || allowedOrigins.contains(origin) else { throw Problem(.originNotAllowed) }
    }

    private func customer(
        of request: WebSocketUpgradeRequest,
        path: Substring
    ) async throws(Problem) -> (CustomerID, subprotocol: String?) {
        guard let wanted = CustomerID(text: path.removingPercentEncoding() ?? String(path)) else {
            throw Problem(.accessDenied)
        }
        let offered = request.offeredSubprotocols.first { $0.hasPrefix(Self.bearerProtocol) }
        let token =
            request.headers[.authorization].flatMap(Access.bearer)
            ?? offered.map { String($0.dropFirst(Self.bearerProtocol.count)) } ?? Self.parameter("token", of: request)
        let principal: Principal
        if let token {
            principal = try await access.principal(token)
        } else if let ticket = Self.parameter("ticket", of: request) {
            principal = try access.principal(ticket: ticket)
        } else {
            guard access.isDemo else { throw Problem(.authenticationRequired) }
            return (wanted, nil)
        }
        try principal.demand(.ordersRead)
        guard principal.role != .user || principal.customer == wanted else { throw Problem(.accessDenied) }
        return (wanted, offered)
    }

    private static func from(_ request: WebSocketUpgradeRequest) -> Position? {
        guard let text = parameter("from", of: request) else { return nil }
        // What is no position of ours is one that is gone: the client gets a reset and a snapshot.
        return Position(text: text) ?? Position(epoch: 0, sequence: .beforeFirst)
    }

    private static func parameter(_ name: String, of request: WebSocketUpgradeRequest) -> String? {
        for pair in request.query?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name { return parts[1].removingPercentEncoding() }
        }
        return nil
    }
}

extension Substring {
    /// The text with `%XX` decoded; nil for what is not well-formed UTF-8.
    func removingPercentEncoding() -> String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16)
            else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

extension CommandAnswer {
    /// The answer with the headers that belong to a write.
    func response(_ engine: Engine) -> Response {
        let position = Position(epoch: engine.log.epoch, sequence: sequence)
        var headers: HTTPFields = [.xLogPosition: "\(position)"]
        if isReplay { headers[.idempotentReplayed] = "true" }
        if let version { headers[.eTag] = "\"v\(version)\"" }
        return .json(body, status: HTTPResponse.Status(code: Int(status)), headers: headers)
    }
}

extension ExpectedVersion {
    /// The versions that `If-Match` names (RFC 9110, section 13.1.1); nil without the header.
    ///
    /// Tags are compared strongly, so a weak tag, like anything that is no tag of ours, names no version.
    init?(_ request: Request) {
        let lines = request.headers[values: .ifMatch]
        guard !lines.isEmpty else { return nil }
        let tags = lines.flatMap { $0.split(separator: ",") }.map { $0.trimmingSpaces() }
        if tags == ["*"] {
            self = .any
        } else {
            self = .oneOf(tags.compactMap(Self.version))
        }
    }

    private static func version(_ tag: Substring) -> Int? {
        guard tag.hasPrefix("\"v"), tag.hasSuffix("\""), tag.utf8.count > 3 else { return nil }
        return Int(tag.dropFirst(2).dropLast())
    }
}

extension GatewayContext {
    /// The order that the path names.
    ///
    /// - Throws: 404 for what is no order's id.
    func orderID() throws(Problem) -> OrderID {
        guard let id = parameters.get("id").flatMap({ OrderID(text: $0) }) else { throw Problem(.orderNotFound) }
        return id
    }
}

extension Substring {
    /// The text without spaces and tabs around it, the optional white space of header fields.
    func trimmingSpaces() -> Substring {
        var rest = self
        while let first = rest.utf8.first, first == 0x20 || first == 0x09 { rest = rest.dropFirst() }
        while let last = rest.utf8.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        return rest
    }
}

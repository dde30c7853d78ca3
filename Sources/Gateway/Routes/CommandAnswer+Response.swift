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
        if let version { headers[.eTag] = EntityTag.text(version) }
        let status = HTTPResponse.Status(code: Int(status))
        return body.isEmpty ? Response(status: status, headers: headers) : .json(body, status: status, headers: headers)
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

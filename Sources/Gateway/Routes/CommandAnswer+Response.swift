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
        return .json(body, status: HTTPResponse.Status(code: Int(status)), headers: headers)
    }
}

import Commerce
import Engine
import EventLog
import NIOCore

/// One customer's socket: greets it, answers its pings, and says that it is alive.
struct OrderSession: WebSocketSessionHandler {
    /// Orders of a snapshot, newest first.
    static let snapshotOrders = 100

    let stream: OrderStream
    let engine: Engine
    let customer: CustomerID
    /// Where the client wants to go on; nil for a new one.
    let from: Position?
    let heartbeatSeconds: Int

    func sessionOpened(_ session: WebSocketSession) {
        guard stream.reserve(customer, session.id) else {
            return session.close(code: .tryAgainLater, reason: "too many connections")
        }
        let now = engine.log.position
        send(session) { json in
            json.field("type", "welcome")
            json.field("connection_id", session.id.description)
            json.field("epoch", Self.epochText(now))
            json.field("position", "\(now)")
            json.field("heartbeat_s", heartbeatSeconds)
        }
        guard let from else { return stream.attach(session, customer, after: now.sequence) }
        do throws(EngineError) {
            guard from.epoch == now.epoch, from.sequence <= now.sequence else { throw .log(.positionExpired) }
            // Reading one record says whether the position is still kept.
            _ = try engine.records(after: from.sequence, limit: 1)
            stream.attach(session, customer, after: from.sequence)
        } catch {
            reset(session)
        }
    }

    func session(_ session: WebSocketSession, received text: ByteBuffer) {
        if text.readableBytesView.elementsEqual("ping".utf8) { _ = session.send(WebSocketMessage(text: "pong")) }
    }

    func sessionTicked(_ session: WebSocketSession) {
        send(session) { json in
            json.field("type", "heartbeat")
            json.field("status", "alive")
            json.field("position", "\(engine.log.position)")
        }
    }

    func sessionDrained(_ session: WebSocketSession) { stream.drained() }

    func sessionClosed(_ session: WebSocketSession, code: WebSocketCloseCode) { stream.release(session.id) }

    /// The position is gone: the state as it is, and the position that is true for it, from one snapshot.
    private func reset(_ session: WebSocketSession) {
        send(session) { json in
            json.field("type", "reset")
            json.field("reason", "position_gone")
        }
        do throws(EngineError) {
            let (orders, sequence) = try engine.snapshot(of: customer, limit: Self.snapshotOrders)
            let position = Position(epoch: engine.log.epoch, sequence: sequence)
            send(session) { json in
                json.field("type", "snapshot")
                json.field("position", "\(position)")
                json.arrayField("data") { json in
                    for order in orders { OrderJSON.write(order, to: &json) }
                }
            }
            stream.attach(session, customer, after: sequence)
        } catch {
            session.close(code: .internalError, reason: "the snapshot could not be read")
        }
    }

    private func send(_ session: WebSocketSession, _ body: (inout JSONWriter) -> Void) {
        var json = JSONWriter()
        json.beginObject()
        body(&json)
        json.endObject()
        _ = session.send(WebSocketMessage(text: json.bytes))
    }

    private static func epochText(_ position: Position) -> String {
        "\(position)".split(separator: ".").first.map(String.init) ?? ""
    }
}

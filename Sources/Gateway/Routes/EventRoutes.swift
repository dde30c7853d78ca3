import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird
import NIOCore

/// `/events`, `/stream` and `/groups`: events for consumers outside, in the order of the log.
struct EventRoutes {
    let engine: Engine
    let feed: EventFeed
    let office: GroupOffice

    /// Events of one answer at most.
    private static let eventLimit = 500
    /// The longest a request may wait for new events, in seconds.
    private static let longestWait = 30

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get,
                "/events",
                "listEvents",
                "Events in the order of the log",
                for: .staff,
                scope: .eventsRead,
                list
            )
            .details(
                """
                Behind `after`, oldest first; without it the newest ones. `next` is where the following request goes \
                on, also when a page is empty. With `wait` the answer to a page that would be empty is held back until \
                there is something, so that a loop over `next` misses nothing and does not poll.
                """
            )
            .query(
                Self.after,
                Self.types,
                .query("wait", .integer(0...Self.longestWait).standard(.integer(0)), "Seconds to wait for new events."),
                .query("limit", .integer(1...Self.eventLimit).standard(.integer(100)), "Most events of the answer.")
            )
            .answers(.ok, "The events", .events)
            .refuses(.positionGone),
            Endpoint(.get, "/stream", "streamEvents", "Events as they happen", for: .staff, scope: .eventsRead, stream)
                .details(
                    """
                    Server-sent events: `id` is the position, `event` the type, `data` the event as `GET /events` has it. \
                    Begins behind `Last-Event-ID` or `after`, else with what comes next. A comment every \
                    \(EventStreamBody.heartbeatSeconds) seconds. A client that does not read is cut off and goes on from \
                    its last event.
                    """
                )
                .query(
                    Self.after,
                    Self.types,
                    .header(
                        "Last-Event-ID",
                        .string(max: 64),
                        "The last event that was received; counts before `after`."
                    )
                )
                .answers(.ok, "The events, until one side ends it", .string(), type: "text/event-stream")
                .refuses(.positionGone, .tooManyConnections),
            Endpoint(
                .get,
                "/groups/{group}",
                "getGroup",
                "Where a consumer group stands",
                for: .staff,
                scope: .eventsRead
            ) {
                .json(GroupJSON.render(try office.group(try $0.group()), epoch: engine.log.epoch))
            }
            .answers(.ok, "The group", .group)
            .refuses(.groupNotFound),
            Endpoint(
                .post,
                "/groups/{group}/commit",
                "commitGroup",
                "Keep how far a consumer has come",
                for: .staff,
                scope: .eventsRead
            ) { call in
                let group = try call.group()
                let commit = try call.read { GroupBody.commit(&$0) }
                do throws(EngineError) {
                    return try await office.commit(commit, group, idempotency: call.idempotency).response(engine)
                } catch {
                    guard error == .positionAhead else { throw error }
                    throw Problem("position", code: "out_of_range", "The position is still to come.")
                }
            }
            .details("The name is the consumer's own choice; it is made with the first commit.")
            .takes(.groupCommit, example: ["position": "1af56e23.4711"])
            .answers(.ok, "What is kept now", .groupCommitted)
            .refuses(.groupReserved, .positionGone, .notFound),
        ]
    }

    private static let after = Parameter.query(
        "after",
        .string(min: 1, max: 64).example("1af56e23.4711"),
        "A position of the log: what comes behind it. `0` is the beginning."
    )

    private static let types = Parameter.query(
        "types",
        .string(min: 1, max: 1_000).example("order.*,payment.failed"),
        "Only these types: exact ones, `order.*`, or `*`, with commas between them."
    )

    // MARK: Pulling

    private func list(_ call: Call) async throws -> Response {
        let filter = try filter(call)
        let limit = try call.number("limit", 1...Self.eventLimit, standard: 100)
        let wait = try call.number("wait", 0...Self.longestWait, standard: 0)
        guard let after = try place(call, call.query("after")) else {
            return answer(try engine.newestEvents(filter, limit: limit))
        }
        let deadline = engine.time.now.adding(millis: Int64(wait) * 1_000)
        var page = try engine.events(after: after, filter, limit: limit)
        // The clock is asked as well: events that the filter does not accept may end every wait at once.
        while page.records.isEmpty, engine.time.now < deadline {
            if !page.hasMore {
                guard case .woken = await feed.wait(behind: page.next, until: deadline, call.context.channel) else {
                    break
                }
            }
            page = try engine.events(after: page.next, filter, limit: limit)
        }
        return answer(page)
    }

    private func answer(_ page: EventPage) -> Response {
        let epoch = engine.log.epoch
        return .json { json in
            json.arrayField("data") { json in
                for record in page.records { EventJSONLine.write(record, epoch: epoch, to: &json) }
            }
            json.field("next", "\(Position(epoch: epoch, sequence: page.next))")
            json.field("has_more", page.hasMore)
        }
    }

    // MARK: Streaming

    private func stream(_ call: Call) async throws -> Response {
        let filter = try filter(call)
        let text = call.request.headers[.lastEventID] ?? call.query("after")
        let start = try place(call, text) ?? engine.log.lastSequence
        // What is gone is said as a problem, and not by a stream that ends at once.
        _ = try engine.records(after: start, limit: 1)
        guard let streamPlace = feed.openStream() else { throw Problem(.tooManyConnections) }
        let body = EventStreamBody(engine: engine, feed: feed, filter: filter, channel: call.context.channel)
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                defer { withExtendedLifetime(streamPlace) {} }
                try await body.write(from: start, to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    // MARK: Parameters

    private func filter(_ call: Call) throws(Problem) -> EventFilter {
        let detail = "Types are expected: exact ones, `order.*`, or `*`, with commas between them."
        return try call.parsed("types", detail) { EventFilter(text: $0) } ?? .all
    }

    /// The place that a position names; nil without one.
    private func place(_ call: Call, _ text: String?) throws -> LogSequence? {
        guard let text else { return nil }
        if text == "0" { return .beforeFirst }
        guard let position = Position(text: text) else {
            throw Problem("after", code: "invalid", "A position of the log is expected.")
        }
        guard position.epoch == engine.log.epoch else { throw Problem(.positionGone) }
        guard position.sequence <= engine.log.lastSequence else {
            throw Problem("after", code: "out_of_range", "The position is still to come.")
        }
        return position.sequence
    }
}

/// Writes a stream of server-sent events: page by page at the client's pace, so nothing queues up for one that is slow.
struct EventStreamBody: Sendable {
    /// A comment goes out after so many seconds without an event.
    static let heartbeatSeconds = 15
    /// Events written in one go.
    private static let page = 100

    let engine: Engine
    let feed: EventFeed
    let filter: EventFilter
    let channel: any Channel

    /// Writes until the client goes or the server stops.
    func write(from start: LogSequence, to writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        var place = start
        while true {
            let page = try engine.events(after: place, filter, limit: Self.page)
            if !page.records.isEmpty { try await writer.write(ByteBuffer(bytes: text(page))) }
            place = page.next
            if page.hasMore { continue }
            let deadline = engine.time.now.adding(millis: Int64(Self.heartbeatSeconds) * 1_000)
            switch await feed.wait(behind: place, until: deadline, channel) {
            case .woken: break
            case .timeOver:
                // The id spares a client that resumes what the filter has kept from it.
                let position = Position(epoch: engine.log.epoch, sequence: place)
                try await writer.write(ByteBuffer(string: ": heartbeat\nid: \(position)\n\n"))
            case .gone, .stopping: return
            }
        }
    }

    private func text(_ page: EventPage) -> [UInt8] {
        var bytes: [UInt8] = []
        for record in page.records {
            let position = Position(epoch: engine.log.epoch, sequence: record.sequence)
            let type = EventJSONLine.type(of: record).filter { !$0.isNewline }
            bytes += Array("id: \(position)\nevent: \(type)\ndata: ".utf8)
            var json = JSONWriter()
            EventJSONLine.write(record, epoch: engine.log.epoch, to: &json)
            // A value from outside may have line ends between its tokens; within strings JSON has none.
            bytes += json.bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            bytes += [0x0A, 0x0A]
        }
        return bytes
    }
}

extension HTTPField.Name {
    static let lastEventID = Self("Last-Event-ID") ?? .via
}

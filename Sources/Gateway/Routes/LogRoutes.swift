import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

/// `/admin/topics`, `/admin/groups` and `/admin/workers`: what is in the log and who reads it, for administrators.
struct LogRoutes {
    let engine: Engine
    let office: GroupOffice

    /// Records of one answer at most.
    private static let recordLimit = 500

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/admin/topics", "listTopics", "Topics with their partitions", for: .admin, topics)
                .answers(.ok, "All topics", .topics),
            Endpoint(
                .get,
                "/admin/topics/{topic}/records",
                "listRecords",
                "Records of a partition",
                for: .admin,
                records
            )
            .query(
                .query("partition", .integer(0...999).standard(.integer(0)), "The partition."),
                .query(
                    "from",
                    .string(min: 1, max: 40).standard("latest").example("earliest"),
                    "`earliest`, `latest` (the newest ones), an offset, or a time."
                ),
                .query("limit", .integer(1...Self.recordLimit).standard(.integer(100)), "Most records of the answer."),
                .reveal
            )
            .answers(.ok, "The records, oldest first", .records)
            .refuses(.notFound, .dataCorrupt),
            Endpoint(.get, "/admin/groups", "listGroups", "Consumer groups with their lag", for: .admin, groups)
                .answers(.ok, "All groups", .groups),
            Endpoint(.post, "/admin/groups/{group}/reset", "resetGroup", "Set a group's offsets", for: .admin, reset)
                .details(
                    """
                    A worker has to be paused. With `dry_run` the answer says what would be read again. Replayed records \
                    have no second effect: workers decide on the state of the order.
                    """
                )
                .takes(.groupReset, example: ["to": "earliest", "dry_run": true])
                .answers(.ok, "The offsets before and after", .groupResetReport)
                .refuses(.groupNotFound, .workerRunning),
            Endpoint(.get, "/admin/workers", "listWorkers", "Workers with what they do", for: .admin, workers)
                .answers(.ok, "All workers", .workers),
            Endpoint(
                .post,
                "/admin/workers/{worker}/pause",
                "pauseWorker",
                "Let a worker begin nothing new",
                for: .admin
            ) {
                try await office.pause(try $0.worker(), by: $0.actor, idempotency: $0.idempotency).response(engine)
            }
            .details("It stays paused over restarts until it is resumed.")
            .answers(.ok, "The worker, paused", .workerState)
            .refuses(.workerNotFound),
            Endpoint(.post, "/admin/workers/{worker}/resume", "resumeWorker", "Let a worker go on", for: .admin) {
                try await office.resume(try $0.worker(), by: $0.actor, idempotency: $0.idempotency).response(engine)
            }
            .answers(.ok, "The worker, running", .workerState)
            .refuses(.workerNotFound),
        ]
    }

    private func topics(_ call: Call) async throws -> Response {
        let topics = try engine.topics()
        return .json { json in
            json.arrayField("data") { json in
                for (topic, bounds) in topics {
                    json.beginObject()
                    json.field("topic", topic.name.text)
                    json.field("records", bounds.reduce(0) { $0 + ($1.end - $1.start) })
                    json.field("retention_ms", topic.retention.millis)
                    json.field("retention_bytes", topic.retention.bytes.map { Int64($0) })
                    json.arrayField("partitions") { json in
                        for (number, bounds) in bounds.enumerated() {
                            json.beginObject()
                            json.field("partition", number)
                            json.field("start", bounds.start.value)
                            json.field("end", bounds.end.value)
                            json.endObject()
                        }
                    }
                    json.endObject()
                }
            }
        }
    }

    private func records(_ call: Call) async throws -> Response {
        let reveals = try call.reveals()
        let place = try call.parsed("from", "earliest, latest, an offset or a time is expected.") { LogPlace(text: $0) }
        let page = try engine.records(
            of: call.text("topic") ?? "",
            try call.number("partition", 0...999, standard: 0),
            from: place ?? .latest,
            limit: try call.number("limit", 1...Self.recordLimit, standard: 100)
        )
        if reveals, let first = page.records.first?.offset, let last = page.records.last?.offset {
            let places = [("first_offset", Int(first.value)), ("last_offset", Int(last.value))]
            let what = [("partition", page.partition.number)] + places
            try await engine.auditReveal(.topic(page.partition.topic.text), what, by: call.actor)
        }
        return .json { json in
            json.field("partition", page.partition.number)
            json.field("start", page.start.value)
            json.field("end", page.end.value)
            json.field("next_offset", (page.records.last.map { $0.offset + 1 } ?? page.end).value)
            json.arrayField("data") { json in
                for record in page.records { RecordJSON.write(record, page.partition, reveals: reveals, to: &json) }
            }
        }
    }

    private func groups(_ call: Call) async throws -> Response {
        .json(GroupJSON.render(try office.groups(), epoch: engine.log.epoch))
    }

    private func workers(_ call: Call) async throws -> Response { .json(GroupJSON.render(try office.workers())) }

    private func reset(_ call: Call) async throws -> Response {
        let group = try call.group()
        let (request, isRehearsal) = try call.read { GroupBody.reset(&$0) }
        if isRehearsal {
            let steps = try office.previewReset(group, request)
            return .json(GroupJSON.render(steps, of: group, isRehearsal: true))
        }
        return try await office.reset(group, request, by: call.actor, idempotency: call.idempotency).response(engine)
    }
}

extension Call {
    /// The group that the path names.
    func group() throws(Problem) -> GroupName { try id("group", .groupNotFound) { GroupName(validating: $0) } }

    fileprivate func worker() throws(Problem) -> GroupName {
        try id("worker", .workerNotFound) { GroupName(validating: $0) }
    }
}

/// The bodies of requests about groups.
enum GroupBody {
    /// The words for where to.
    enum Target: String, CaseIterable {
        case earliest, latest, offset, time
    }

    /// Offsets of one commit at most.
    static let offsetLimit = 100
    /// The highest offset that is accepted: what JSON numbers hold exactly.
    static let highestOffset: Int64 = 1 << 53

    /// `{to, topic?, partition?, offset?, time?, dry_run?}`.
    static func reset(_ body: inout FieldReader) -> (request: ResetRequest, isRehearsal: Bool)? {
        body.unknownFields(allowed: ["to", "topic", "partition", "offset", "time", "dry_run"])
        let word = body.requiredString("to", max: 8)
        let topic = body.optionalString("topic", max: 249)
        let partition = body.optionalInt("partition", 0...999)
        let isRehearsal = body.optionalBool("dry_run")
        let offset = body.optionalInt("offset", 0...highestOffset)
        let time = moment(&body)
        guard let word else { return nil }
        let target: ResetRequest.Target
        switch Target(rawValue: word) {
        case .earliest: target = .earliest
        case .latest: target = .latest
        case .offset:
            guard let offset = offset ?? body.requiredInt("offset", 0...highestOffset) else { return nil }
            target = .offset(offset)
        case .time:
            guard let time else {
                if body.optional("time") == nil { body.report("time", code: "required", detail: "A time is expected.") }
                return nil
            }
            target = .time(time)
        case nil:
            let words = Target.allCases.map(\.rawValue).joined(separator: ", ")
            body.report("to", code: "unknown_value", detail: "One of \(words) is expected.")
            return nil
        }
        var request = ResetRequest(target)
        request.topic = topic
        request.partition = partition.map { Int($0) }
        return (request, isRehearsal ?? false)
    }

    private static func moment(_ body: inout FieldReader) -> Timestamp? {
        guard let text = body.optionalString("time", max: 64) else { return nil }
        if let time = Timestamp(text: text) { return time }
        body.report("time", code: "invalid", detail: "A time is expected.")
        return nil
    }

    /// `{position | offsets: [{topic, partition, offset}]}`.
    static func commit(_ body: inout FieldReader) -> GroupCommit? {
        body.unknownFields(allowed: ["position", "offsets"])
        switch (body.optional("position") != nil, body.optional("offsets") != nil) {
        case (false, false):
            body.report("position", code: "required", detail: "Either `position` or `offsets` is required.")
        case (true, true):
            body.report("offsets", code: "exclusive", detail: "Either `position` or `offsets` is expected, not both.")
        case (true, false):
            guard let text = body.requiredString("position", max: 64) else { return nil }
            if let position = Position(text: text) { return .position(position) }
            body.report("position", code: "invalid", detail: "A position of the log is expected.")
        case (false, true):
            return body.array("offsets", count: 1...offsetLimit) { offset(&$0) }.map { .offsets($0) }
        }
        return nil
    }

    private static func offset(_ entry: inout FieldReader) -> (topic: String, partition: Int, next: Offset)? {
        entry.unknownFields(allowed: ["topic", "partition", "offset"])
        let topic = entry.requiredString("topic", max: 249)
        let partition = entry.requiredInt("partition", 0...999)
        let offset = entry.requiredInt("offset", 0...highestOffset)
        guard let topic, let partition, let offset else { return nil }
        return (topic, Int(partition), Offset(offset))
    }
}

import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/admin/audit`: what the people of the shop did.
struct AuditRoutes {
    /// The longest name of an actor or a target that is looked for.
    private static let nameLimit = 200

    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/admin/audit", "listAudit", "What was done to the shop, newest first", for: .admin, list)
                .details("The events of the topic `audit`, each with what it changed; data about persons is masked.")
                .query(
                    Parameter.paging.filter { $0.name != "page" } + [
                        .query("actor", .line(Self.nameLimit), "`user:<id>`, `key:<id>`, or the id alone."),
                        .query("action", .oneOf(AuditAction.allCases.map(\.rawValue)), "What was done."),
                        .query("target", .line(Self.nameLimit), "`order:<id>` and the like, or the id alone."),
                        .query("since", .time, "Only from this time on."),
                    ]
                )
                .answers(.ok, "A page of entries; `total` is null", .page(of: .auditEntry))
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let paging = try Paging(call.request)
        var filter = AuditFilter(
            actor: try call.query("actor", max: Self.nameLimit),
            action: try call.query("action", AuditAction.self),
            target: try call.query("target", max: Self.nameLimit)
        )
        if let text = call.query("since") {
            guard let time = Timestamp(text: text) else {
                throw Problem("since", code: "invalid", "A time of RFC 3339 is expected.")
            }
            filter.since = time
        }
        let cursor = try call.request.cursor { EventID(text: $0) }
        let (entries, next) = try engine.auditEntries(filter, after: cursor, limit: paging.limit, as: call.actor)
        return paging.page(of: entries, total: nil, nextCursor: next?.text) { $1.raw($0) }
    }
}

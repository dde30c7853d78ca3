import Commerce
import EventLog
import Storage

/// Writes down what one actor does in one command, in the transaction of the action.
///
/// It is made before the command is queued, on the task of the request, and used on the writer's thread:
/// `let trail = trail(actor)` outside, `try trail.record(.action, .target(id), diff, now: now, in: transaction)` in the unit.
struct AuditTrail: Sendable {
    /// The topic of all entries.
    static let topic = "audit"

    let tables: Tables
    let log: EventLog
    let entropy: Entropy
    let actor: Actor
    var requester: Requester?

    /// Who acts, as the audit names them.
    private var identity: String {
        // Somebody who logs in comes without credentials.
        if let requester, requester.identity != Requester.anonymous || actor.id == nil { return requester.identity }
        if let id = actor.id { return "user:\(id.text)" }
        return actor.isAdmin ? "operator" : "shop"
    }

    /// Appends an entry for something that was done; nothing when the action changed nothing.
    func record(
        _ action: AuditAction,
        _ target: AuditTarget,
        _ diff: AuditDiff,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        if diff.fields.isEmpty { return }
        try append(action, target, diff, now: now, in: transaction)
    }

    /// Appends an entry for something that happened and changed no field.
    func record(
        _ action: AuditAction,
        _ target: AuditTarget,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        try append(action, target, AuditDiff(), now: now, in: transaction)
    }

    private func append(
        _ action: AuditAction,
        _ target: AuditTarget,
        _ diff: AuditDiff,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let id: EventID = entropy.identifier(at: now)
        let identity = identity
        let event = PlainEvent(type: "audit", key: target.text, order: nil, at: now) { json in
            json.field("audit_id", id)
            json.field("action", action.rawValue)
            json.field("actor", identity)
            json.field("role", actor.role.text)
            json.field("target", target.text)
            json.field("request_id", requester?.requestID)
            json.field("address_hash", requester?.addressHash())
            diff.write(to: &json)
        }
        let topic = try logged { () throws(LogError) in try log.topic(Self.topic) }
        let appended = log.append(event.record(id: id), to: topic, in: transaction)
        let row = AuditRow(
            offset: appended.offset.value,
            actor: identity,
            action: action.rawValue,
            target: target.text
        )
        try stored { () throws(StorageError) in try tables.auditEntries.put(id, row, in: transaction) }
    }
}

extension Engine {
    /// The audit of what an actor does now; made where the command comes in, before it is queued.
    func trail(_ actor: Actor) -> AuditTrail {
        AuditTrail(tables: tables, log: log, entropy: entropy, actor: actor, requester: .current)
    }
}

package import Commerce
package import EventLog
package import Storage

/// What somebody who runs the shop did. Stored by these words, so append only.
package enum AuditAction: String, Sendable, CaseIterable {
    case userCreate = "user.create"
    case userChange = "user.change"
    case login = "login"
    case loginFailed = "login.failed"
    case productCreate = "product.create"
    case productChange = "product.change"
    case productRemove = "product.remove"
    case productImport = "product.import"
    case stockAdjust = "stock.adjust"
    case stockThreshold = "stock.threshold"
    case reservationCreate = "reservation.create"
    case reservationExtend = "reservation.extend"
    case reservationRelease = "reservation.release"
    case orderChange = "order.change"
    case orderCancel = "order.cancel"
    case orderNote = "order.note"
    case paymentRefund = "payment.refund"
    case notificationSend = "notification.send"
    case apiKeyCreate = "api_key.create"
    case apiKeyRevoke = "api_key.revoke"
    case keysRotate = "keys.rotate"
    case letterRedrive = "letter.redrive"
    case letterEdit = "letter.edit"
    case letterDiscard = "letter.discard"
    case groupReset = "group.reset"
    case workerPause = "worker.pause"
    case workerResume = "worker.resume"
    case dataReveal = "data.reveal"
    case webhookCreate = "webhook.create"
    case webhookChange = "webhook.change"
    case webhookPause = "webhook.pause"
    case webhookResume = "webhook.resume"
    case webhookRotate = "webhook.rotate"
    case webhookReplay = "webhook.replay"
    case webhookDelete = "webhook.delete"
    case webhookTest = "webhook.test"
    case webhookRedeliver = "webhook.redeliver"
}

/// What an action was done to: a kind and an id.
package struct AuditTarget: Sendable, Equatable {
    /// Such as `order:0197a2b4-…`.
    package let text: String

    private init(_ kind: String, _ id: String) { text = "\(kind):\(id)" }

    /// An order.
    package static func order(_ id: OrderID) -> AuditTarget { AuditTarget("order", id.text) }
    /// A payment.
    package static func payment(_ id: PaymentID) -> AuditTarget { AuditTarget("payment", id.text) }
    /// A product, or its stock.
    package static func product(_ id: ProductID) -> AuditTarget { AuditTarget("product", id.text) }
    /// A reservation.
    package static func reservation(_ id: ReservationID) -> AuditTarget { AuditTarget("reservation", id.text) }
    /// An account.
    package static func user(_ id: UserID) -> AuditTarget { AuditTarget("user", id.text) }
    /// A customer who is told something.
    package static func customer(_ id: CustomerID) -> AuditTarget { AuditTarget("customer", id.text) }
    /// An API key.
    package static func apiKey(_ id: APIKeyID) -> AuditTarget { AuditTarget("api_key", id.text) }
    /// A key that access tokens are signed with.
    package static func signingKey(_ id: String) -> AuditTarget { AuditTarget("signing_key", id) }
    /// A dead letter.
    package static func letter(_ id: DeadLetterID) -> AuditTarget { AuditTarget("letter", id.description) }
    /// A consumer group, or its worker.
    package static func group(_ name: GroupName) -> AuditTarget { AuditTarget("group", name.text) }
    /// A topic of the log.
    package static func topic(_ name: String) -> AuditTarget { AuditTarget("topic", name) }
    /// A webhook endpoint.
    package static func webhook(_ id: WebhookID) -> AuditTarget { AuditTarget("webhook", id.text) }
    /// Several products at once.
    package static let catalogue = AuditTarget("catalogue", "products")
}

/// What an action changed: the fields that differ, before and after.
package struct AuditDiff: Sendable {
    /// A field's value, nil for none.
    package enum Value: Sendable, Equatable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case money(Money)
        case words([String])
    }

    private(set) var fields: [(name: String, before: Value?, after: Value?)] = []

    package init() {}

    /// Notes a field when it differs.
    package mutating func set(_ name: String, _ before: Value?, _ after: Value?) {
        if before != after { fields.append((name, before, after)) }
    }

    /// Notes a text when it differs.
    package mutating func set(_ name: String, _ before: String?, _ after: String?) {
        set(name, before.map { .text($0) }, after.map { .text($0) })
    }

    /// Notes a number when it differs.
    package mutating func set(_ name: String, _ before: Int?, _ after: Int?) {
        set(name, before.map { .number($0) }, after.map { .number($0) })
    }

    /// Notes that a text about somebody was written, and how long it is, not what it says.
    package mutating func setMasked(_ name: String, _ text: String?) {
        set(name, nil, text.map { "(\($0.unicodeScalars.count) characters)" })
    }

    /// Writes the members `before` and `after`.
    func write(to json: inout JSONWriter) {
        json.objectField("before") { json in for field in fields { Self.write(field.name, field.before, to: &json) } }
        json.objectField("after") { json in for field in fields { Self.write(field.name, field.after, to: &json) } }
    }

    private static func write(_ name: String, _ value: Value?, to json: inout JSONWriter) {
        json.key(escaping: name)
        switch value {
        case .text(let text): json.string(text)
        case .number(let number): json.integer(Int64(number))
        case .flag(let flag): json.bool(flag)
        case .money(let money): json.fixedPoint(minorUnits: money.minorUnits, decimals: 2)
        case .words(let words):
            json.beginArray()
            for word in words { json.string(word) }
            json.endArray()
        case nil: json.null()
        }
    }
}

/// A row of `audit_entries`, by the id of the event: what audits are searched by, and where the event stands.
package struct AuditRow: StoredValue, Equatable {
    /// The event's offset in partition 0 of `audit`.
    package var offset: Int64
    /// Who did it.
    package var actor: String
    /// What was done.
    package var action: String
    /// What it was done to.
    package var target: String

    init(offset: Int64, actor: String, action: String, target: String) {
        (self.offset, self.actor, self.action, self.target) = (offset, actor, action, target)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeVarint(UInt64(offset))
        writer.write(actor)
        writer.write(action)
        writer.write(target)
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        offset = Int64(try reader.readInt())
        actor = try reader.readString()
        action = try reader.readString()
        target = try reader.readString()
    }
}

package import Commerce
package import Storage

/// What a row of `timers` is for; the byte between due time and id. Stored, so append only.
///
/// A new kind needs a case here, one in `Engine.fire`, and its rows counted in `TimerCheck`.
package enum TimerKind: UInt8, Sendable, CaseIterable {
    /// The whole order takes too long.
    case order = 0
    /// The payment is not answered.
    case payment = 1
    /// A reservation's time is over.
    case reservation = 2
    /// A simulated carrier delivers the order.
    case delivery = 3

    /// What the kind is called in findings.
    var name: String {
        switch self {
        case .order: "orders"
        case .payment: "payments"
        case .reservation: "reservations"
        case .delivery: "deliveries"
        }
    }
}

/// The 16 bytes of whatever a timer belongs to; the timer's kind says what that is.
package struct TimedID: Hashable, Sendable, KeyPart {
    private let bits: Identifier<TimedID>

    /// The id of an order, a reservation or anything else.
    package init<Subject>(_ id: Identifier<Subject>) { bits = id.retagged() }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) { bits = try Identifier(decoding: &key) }

    package func encode(into key: inout KeyEncoder) { bits.encode(into: &key) }

    /// The id as that of what the timer's kind says.
    func id<Subject>(as type: Identifier<Subject>.Type = Identifier<Subject>.self) -> Identifier<Subject> {
        bits.retagged()
    }
}

/// A key of `timers`: when it is due in milliseconds since 1970, the code of its `TimerKind`, and what it belongs to.
package typealias TimerKey = Key3<Int64, UInt8, TimedID>

extension Key3 where First == Int64, Second == UInt8, Third == TimedID {
    /// The key of a timer that belongs to an order, a reservation or anything else with an id.
    package init<Subject>(_ dueMillis: Int64, _ kind: UInt8, _ id: Identifier<Subject>) {
        self.init(dueMillis, kind, TimedID(id))
    }
}

extension Table where Key == TimerKey, Value == Present {
    /// Sets, moves or removes a timer in the transaction of what it belongs to.
    ///
    /// - Parameters:
    ///   - old: when it was due; nil when there was none.
    ///   - new: when it is due; nil when there is to be none.
    func move<Subject>(
        _ kind: TimerKind,
        of id: Identifier<Subject>,
        from old: Timestamp?,
        to new: Timestamp?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        guard old != new else { return }
        if let old { try delete(TimerKey(old.millis, kind.rawValue, id), in: transaction) }
        if let new { try insert(TimerKey(new.millis, kind.rawValue, id), in: transaction) }
    }
}

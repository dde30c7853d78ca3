/// Where a reservation stands. Once ended, it never comes back.
///
/// The raw values are stored and never change their meaning.
package enum ReservationStatus: UInt8, Coded {
    /// Holds its goods.
    case active = 0
    /// Given back by hand.
    case released = 1
    /// Given back because its time was over.
    case expired = 2

    /// The lower-case name clients see, and the reason in the books when the goods go back.
    package var text: String {
        switch self {
        case .active: "active"
        case .released: "released"
        case .expired: "expired"
        }
    }
}

/// Goods set aside for a while by themselves, beside what orders reserve when they are placed.
package struct Reservation: Hashable, Sendable {
    /// The most lines a reservation may be made of.
    package static let itemLimit = Order.itemLimit
    /// The lifetimes a reservation may be given, in seconds.
    package static let lifetimeRange: ClosedRange<Int64> = 1...86_400
    /// The lifetime of a reservation that asks for none, in seconds.
    package static let standardLifetime: Int64 = 600

    /// Identifies the reservation.
    package let id: ReservationID
    /// The order that the goods are kept for, if for one; its own reservation is another matter.
    package let order: OrderID?
    /// Who made it; nil for whoever has no account.
    package let creator: UserID?
    /// What is set aside: each product once, with the sum over all lines.
    package let items: [ProductQuantity]
    /// Whether it still holds its goods.
    package internal(set) var status: ReservationStatus
    /// When it was made.
    package let createdAt: Timestamp
    /// When it was made, extended or ended.
    package internal(set) var updatedAt: Timestamp
    /// When it ends, or would have ended, by itself.
    package internal(set) var expiresAt: Timestamp

    /// Builds a reservation from its stored fields; new ones come from `ReserveStock`.
    package init(
        id: ReservationID,
        order: OrderID?,
        creator: UserID?,
        items: [ProductQuantity],
        status: ReservationStatus,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.order = order
        self.creator = creator
        self.items = items
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.expiresAt = expiresAt
    }

    /// When its timer fires; nil for one that has ended and so has none.
    package var timerDue: Timestamp? { status == .active ? expiresAt : nil }

    /// When it was given back; nil as long as it holds its goods.
    package var endedAt: Timestamp? { status == .active ? nil : updatedAt }

    static func expiry(in seconds: Int64, from now: Timestamp) throws(StockRejection) -> Timestamp {
        guard lifetimeRange.contains(seconds) else { throw .lifetime(seconds) }
        return now.adding(millis: seconds * 1_000)
    }
}

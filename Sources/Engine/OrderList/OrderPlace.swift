package import Commerce

/// A place in a sorted list of orders: what is sorted by, and the id where that is the same.
package struct OrderPlace: Hashable, Comparable, Sendable {
    /// Milliseconds of the update or minor units of the total; 0 in a list by the time of placing.
    package var key: Int64
    /// The order that stands there, or stood there once.
    package var id: OrderID

    package init(key: Int64 = 0, id: OrderID) { (self.key, self.id) = (key, id) }

    /// A place in the order of placing.
    init(_ id: OrderID) { self.init(id: id) }

    package static func < (left: Self, right: Self) -> Bool {
        left.key == right.key ? left.id < right.id : left.key < right.key
    }

    /// The next place, so that nothing is between the two; nil behind the last one.
    var next: OrderPlace? {
        let (number, isOver) = id.number.addingReportingOverflow(1)
        return isOver ? nil : OrderPlace(key: key, id: OrderID(number: number))
    }
}

/// A part of a sorted list: from `first` on, up to but without `end`.
struct OrderSpan: Hashable, Sendable {
    var first = OrderPlace(.least)
    /// Nil: to the end of the list.
    var end: OrderPlace?

    /// Whether it leaves anything out of a list by the time of placing.
    var isBounded: Bool { first.id != .least || end != nil }

    func contains(_ place: OrderPlace) -> Bool { place >= first && end.map { place < $0 } ?? true }

    mutating func narrow(first id: OrderID) { first = max(first, OrderPlace(id)) }

    mutating func narrow(end id: OrderID) { end = min(end ?? OrderPlace(id), OrderPlace(id)) }

    /// Takes away what has been read: the place itself, and all before it in the direction of reading.
    mutating func drop(through place: OrderPlace, descending: Bool) {
        if descending {
            end = min(end ?? place, place)
        } else if let next = place.next {
            first = max(first, next)
        } else {
            end = first
        }
    }
}

extension Identifier {
    /// The identifier that sorts before all others.
    static var least: Self { Self(high: 0, low: 0) }

    init(number: UInt128) { self.init(high: UInt64(number >> 64), low: UInt64(truncatingIfNeeded: number)) }

    var number: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// What sorts before all version 7 identifiers of this time or later.
    static func first(at time: Timestamp) -> Self {
        Self(high: UInt64(min(max(time.millis, 0), 1 << 48 - 1)) << 16, low: 0)
    }
}

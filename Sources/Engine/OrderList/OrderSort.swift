package import Commerce

/// What a list of orders is sorted by; orders that are the same in it are in the order of their ids, the same way round.
package enum OrderSort: String, CaseIterable, Sendable {
    case newestFirst = "-created_at"
    case oldestFirst = "created_at"
    case lastUpdateFirst = "-updated_at"
    case firstUpdateFirst = "updated_at"
    case greatestTotalFirst = "-total_amount"
    case leastTotalFirst = "total_amount"

    var isDescending: Bool {
        switch self {
        case .newestFirst, .lastUpdateFirst, .greatestTotalFirst: true
        case .oldestFirst, .firstUpdateFirst, .leastTotalFirst: false
        }
    }

    /// Where an order stands in the list.
    package func place(of order: Order) -> OrderPlace {
        switch self {
        case .newestFirst, .oldestFirst: OrderPlace(order.id)
        case .lastUpdateFirst, .firstUpdateFirst: OrderPlace(key: order.updatedAt.millis, id: order.id)
        case .greatestTotalFirst, .leastTotalFirst: OrderPlace(key: order.total.minorUnits, id: order.id)
        }
    }

    /// Whether a place comes before another one in the list.
    package func isInOrder(_ left: OrderPlace, _ right: OrderPlace) -> Bool {
        isDescending ? right < left : left < right
    }
}

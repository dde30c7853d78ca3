import Commerce
import Storage

/// An order that an index names, with its place there.
struct OrderCandidate {
    var place: OrderPlace
    /// The order itself where the index is the table of orders.
    var order: Order?
}

/// A range of one index that has orders in the order of their places.
enum OrderRun: Equatable {
    case all
    case customer(CustomerID)
    case status(OrderStatus)
    case customerStatus(CustomerID, OrderStatus)
    /// An order's own e-mail address, as the index has it.
    case email([UInt8])
    /// The order with this number.
    case number(UInt64)
    /// All orders by the time of their last change.
    case updates

    /// The next candidates of a span, at most `count`.
    func read(
        _ span: OrderSpan,
        descending: Bool,
        count: Int,
        from tables: Tables,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> [OrderCandidate] {
        var found: [OrderCandidate] = []
        func take(_ place: OrderPlace, _ order: Order? = nil) -> ScanStep {
            guard span.contains(place) else { return .stop }
            found.append(OrderCandidate(place: place, order: order))
            return found.count < count ? .next : .stop
        }
        let start = descending ? span.end : span.first
        let id = start?.id
        switch self {
        case .all:
            try tables.orders.scan(from: id, descending: descending, in: snapshot) { id, row in
                take(OrderPlace(id), row.order)
            }
        case .customer(let customer):
            try tables.ordersByCustomer.scan(
                prefix: customer.keyBytes,
                from: id.map { Key2(customer, $0) },
                descending: descending,
                in: snapshot
            ) { key, _ in take(OrderPlace(key.second)) }
        case .status(let status):
            try tables.ordersByStatus.scan(
                prefix: status.keyBytes,
                from: id.map { Key2(status, $0) },
                descending: descending,
                in: snapshot
            ) { key, _ in take(OrderPlace(key.second)) }
        case .customerStatus(let customer, let status):
            try tables.ordersByCustomerAndStatus.scan(
                prefix: Key2(customer, status).keyBytes,
                from: id.map { Key3(customer, status, $0) },
                descending: descending,
                in: snapshot
            ) { key, _ in take(OrderPlace(key.third)) }
        case .email(let address):
            try tables.ordersByEmail.scan(
                prefix: address.keyBytes,
                from: id.map { Key2(address, $0) },
                descending: descending,
                in: snapshot
            ) { key, _ in take(OrderPlace(key.second)) }
        case .number(let number):
            if let id = try tables.ordersByNumber.get(number, in: snapshot)?.id { _ = take(OrderPlace(id)) }
        case .updates:
            try tables.ordersByUpdate.scan(
                from: start.map { Key2($0.key, $0.id) },
                descending: descending,
                in: snapshot
            ) { key, _ in take(OrderPlace(key: key.first, id: key.second)) }
        }
        return found
    }
}

import Commerce

/// A shop in plain numbers: what must be true after each step, told without the shop's own code.
struct ShopModel {
    /// Where an order's goods are.
    enum Goods {
        case unreserved
        case held
        case taken
        case back
    }

    struct Order {
        var partition: Int
        var wanted: [String: Int]
        var total: Int64
        var isPricedRight: Bool
        var isDeclined: Bool
        var status: OrderStatus = .pending
        var goods: Goods
        var captured: Int64 = 0
        var refunded: Int64 = 0
        var due: Int64?
    }

    struct Reservation {
        var wanted: [String: Int]
        var status: Commerce.ReservationStatus = .active
        var expires: Int64
    }

    struct Level: Equatable {
        var onHand: Int
        var reserved: Int

        var available: Int { onHand - reserved }
    }

    var levels: [String: Level]
    var orders: [OrderID: Order] = [:]
    var reservations: [ReservationID: Reservation] = [:]
    /// Orders that a stage has not seen yet, as its records lie.
    var waiting: [OrderStatus: [OrderID]] = [:]

    func suffices(_ wanted: [String: Int]) -> Bool {
        wanted.allSatisfy { (levels[$0.key]?.available ?? 0) >= $0.value }
    }

    /// Moves what is on hand and what is promised by a quantity each, times the sign.
    private mutating func move(_ wanted: [String: Int], onHand: Int = 0, reserved: Int = 0) {
        for (product, quantity) in wanted {
            levels[product]?.onHand += onHand * quantity
            levels[product]?.reserved += reserved * quantity
        }
    }

    // MARK: Orders

    mutating func place(_ id: OrderID, _ order: Order) {
        var order = order
        order.goods = suffices(order.wanted) ? .held : .unreserved
        if order.goods == .held { move(order.wanted, reserved: 1) }
        orders[id] = order
        waiting[.pending, default: []].append(id)
    }

    /// Ends an order that has not left: goods and money go back.
    mutating func close(_ id: OrderID, as status: OrderStatus) {
        guard var order = orders[id] else { return }
        switch order.goods {
        case .held:
            move(order.wanted, reserved: -1)
            order.goods = .back
        case .taken where order.status != .shipped:
            move(order.wanted, onHand: 1)
            order.goods = .back
        default: break
        }
        order.refunded = order.captured
        (order.status, order.due) = (status, nil)
        orders[id] = order
    }

    /// The orders that a stage takes in one turn: so many of each partition, one partition after the other.
    private mutating func take(_ status: OrderStatus, perTurn: Int = .max) -> [OrderID] {
        let ids = waiting.removeValue(forKey: status) ?? []
        var (taken, left): ([OrderID], [OrderID]) = ([], [])
        for partition in 0..<3 {
            let queue = ids.filter { orders[$0]?.partition == partition }
            taken += queue.prefix(perTurn)
            left += queue.dropFirst(perTurn)
        }
        if !left.isEmpty { waiting[status] = left }
        return taken.filter { orders[$0]?.status == status }
    }

    /// All stages take turns until nothing is left.
    mutating func runAll() {
        while !waiting.isEmpty {
            validateTurn()
            pay()
            fulfil()
            ship()
        }
    }

    mutating func validate() {
        while waiting[.pending] != nil { validateTurn() }
    }

    private mutating func validateTurn() {
        for id in take(.pending, perTurn: 8) {
            guard let order = orders[id] else { continue }
            guard order.isPricedRight, order.goods == .held || suffices(order.wanted) else {
                close(id, as: .failed)
                continue
            }
            if order.goods != .held { move(order.wanted, reserved: 1) }
            orders[id]?.goods = .held
            advance(id, to: .validated)
        }
    }

    mutating func pay() {
        for id in take(.validated) {
            guard let order = orders[id] else { continue }
            if order.isDeclined {
                close(id, as: .failed)
            } else {
                orders[id]?.captured = order.total
                advance(id, to: .paid)
            }
        }
    }

    mutating func fulfil() {
        for id in take(.paid) {
            guard let order = orders[id] else { continue }
            move(order.wanted, onHand: -1, reserved: -1)
            orders[id]?.goods = .taken
            advance(id, to: .fulfilled)
        }
    }

    mutating func ship() {
        for id in take(.fulfilled) {
            orders[id]?.due = nil
            orders[id]?.status = .shipped
        }
    }

    private mutating func advance(_ id: OrderID, to status: OrderStatus) {
        orders[id]?.status = status
        waiting[status, default: []].append(id)
    }

    // MARK: Time and reservations

    /// Ends what has run out by `now`; answers the orders among it.
    mutating func passTime(to now: Int64) -> Set<OrderID> {
        let late = orders.filter { $0.value.status.isCancellable && ($0.value.due ?? .max) <= now }
        for id in late.keys { close(id, as: .failed) }
        for (id, reservation) in reservations where reservation.status == .active && reservation.expires <= now {
            end(id, as: .expired)
        }
        return Set(late.keys)
    }

    mutating func reserve(_ id: ReservationID, _ wanted: [String: Int], until expires: Int64) {
        move(wanted, reserved: 1)
        reservations[id] = Reservation(wanted: wanted, expires: expires)
    }

    mutating func end(_ id: ReservationID, as status: Commerce.ReservationStatus) {
        guard let reservation = reservations[id], reservation.status == .active else { return }
        move(reservation.wanted, reserved: -1)
        reservations[id]?.status = status
    }
}

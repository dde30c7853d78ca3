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

    /// The orders that wait for a stage, in the order it takes them: so many of each partition per turn.
    private mutating func take(_ status: OrderStatus, perTurn: Int) -> [OrderID] {
        let ids = waiting.removeValue(forKey: status) ?? []
        var queues = (0..<3).map { partition in ids.filter { orders[$0]?.partition == partition }[...] }
        var taken: [OrderID] = []
        while queues.contains(where: { !$0.isEmpty }) {
            for index in queues.indices {
                taken += queues[index].prefix(perTurn)
                queues[index] = queues[index].dropFirst(perTurn)
            }
        }
        return taken.filter { orders[$0]?.status == status }
    }

    mutating func validate() {
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
        for id in take(.validated, perTurn: .max) {
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
        for id in take(.paid, perTurn: .max) {
            guard let order = orders[id] else { continue }
            move(order.wanted, onHand: -1, reserved: -1)
            orders[id]?.goods = .taken
            advance(id, to: .fulfilled)
        }
    }

    mutating func ship() {
        for id in take(.fulfilled, perTurn: .max) {
            orders[id]?.due = nil
            advance(id, to: .shipped)
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

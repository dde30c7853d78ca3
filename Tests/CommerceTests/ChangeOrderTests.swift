import Commerce
import Testing

/// What administrators may change about an order, state by state.
struct ChangeOrderTests {
    static let ups = "1Z999AA10123456784"
    private static let open: [OrderStatus] = [.pending, .validated, .processing, .paid, .fulfilled, .shipped]

    private static func move(to status: OrderStatus) -> OrderChange.Move {
        switch status {
        case .delivered: .delivered
        case .cancelled: .cancelled(reason: nil)
        case .failed: .failed(reason: "lost")
        case .shipped: .shipped(.ups, tracking: ups)
        case .pending, .validated, .processing, .paid, .fulfilled: .other(status)
        }
    }

    @Test(arguments: OrderStatus.allCases, OrderStatus.allCases)
    func `only the moves left to administrators are made, and a refusal names them`(
        from: OrderStatus,
        to: OrderStatus
    ) throws {
        var journey = try Journey(to: from)
        let allowed = from.settableByAdmin
        #expect(allowed.allSatisfy(from.canMove(to:)))
        guard allowed.contains(to) else {
            #expect(throws: OrderRejection.changeNotAllowed(from: from, to: to, allowed: allowed)) {
                try journey.change(OrderChange(move: Self.move(to: to)))
            }
            return
        }
        try journey.change(OrderChange(move: Self.move(to: to)))
        #expect(journey.order.status == to)
        #expect(Order.folding(journey.events) == journey.order)
    }

    @Test func `customers and programs change nothing`() throws {
        var journey = try Journey(to: .shipped)
        for role in [Role.user, .system] {
            #expect(throws: OrderRejection.adminOnly) {
                try journey.change(OrderChange(move: .delivered), by: Actor(id: nil, role: role))
            }
        }
    }

    @Test func `a delivery says when and by whom, also when notes follow`() throws {
        var journey = try Journey(to: .shipped)
        let arrival = journey.now
        try journey.change(OrderChange(move: .delivered))
        try journey.change(OrderChange(note: OrderChange.Note(text: "left at the door", isVisibleToCustomer: true)))
        #expect(journey.order.deliveredAt == arrival)
        #expect(journey.order.updatedAt > arrival)
        guard case .orderDelivered(let event)? = journey.events.first(where: { $0.typeName == "order.delivered" })
        else { throw IssueError() }
        #expect(event.by == .admin)
    }

    @Test(arguments: open)
    func `a failure by an administrator carries the reason, and everything goes back`(status: OrderStatus) throws {
        var journey = try Journey(to: status)
        try journey.change(OrderChange(move: .failed(reason: "The warehouse burnt down.")))
        let failure = try #require(journey.order.failure)
        #expect(failure.code == .failedByAdmin && failure.message == "The warehouse burnt down.")
        #expect(failure.stage == Stage(awaitedIn: status))
        #expect(journey.payment?.status != .succeeded)
        #expect(journey.stock.map(\.onHand) == [status == .shipped ? 8 : 10])
        #expect(journey.stock.map(\.reserved) == [0])
    }

    @Test func `the one who cancels is kept`() throws {
        var journey = try Journey(to: .paid)
        try journey.change(OrderChange(move: .cancelled(reason: "asked by phone")))
        #expect(journey.order.cancelledBy == .admin && journey.order.cancelReason == "asked by phone")
        var other = try Journey()
        try other.cancel()
        #expect(other.order.cancelledBy == .customer)
    }

    // MARK: - Parcels

    @Test func `a hand-over by hand takes the number as it is printed`() throws {
        var journey = try Journey(to: .fulfilled)
        try journey.change(OrderChange(move: .shipped(.ups, tracking: "1z 999 aa1 01 2345 6784")))
        #expect(journey.order.status == .shipped)
        #expect(journey.order.shipping?.trackingNumber.text == Self.ups)
        #expect(journey.order.orderTimerDue == nil)
    }

    @Test(arguments: [
        (Carrier.ups, "1Z999AA10123456785"), (.ups, "757739827635"), (.fedEx, "757739827636"), (.dhl, "1234567890"),
        (.usps, ""), (.ups, "1Z999AA1012345678Ü"),
    ])
    func `a number that is not the carrier's is refused`(carrier: Carrier, text: String) throws {
        var journey = try Journey(to: .fulfilled)
        #expect(throws: OrderRejection.trackingNumber(carrier)) {
            try journey.change(OrderChange(move: .shipped(carrier, tracking: text)))
        }
        var shipped = try Journey(to: .shipped)
        #expect(throws: OrderRejection.trackingNumber(carrier)) {
            try shipped.change(OrderChange(parcel: OrderChange.Parcel(carrier: carrier, tracking: text)))
        }
    }

    @Test func `carrier and number are corrected together or singly, and the day of arrival follows the carrier`()
        throws
    {
        var journey = try Journey(to: .shipped)
        let before = try #require(journey.order.shipping)
        try journey.change(OrderChange(parcel: OrderChange.Parcel(carrier: .fedEx, tracking: "757739827635")))
        let after = try #require(journey.order.shipping)
        #expect(after.carrier == .fedEx && after.shippedAt == before.shippedAt)
        #expect(before.estimatedDelivery == "2026-02-25" && after.estimatedDelivery == "2026-02-22")
        #expect(journey.order.status == .shipped)
        #expect(Order.folding(journey.events) == journey.order)
        // The number that is there is none of another carrier.
        #expect(throws: OrderRejection.trackingNumber(.dhl)) {
            try journey.change(OrderChange(parcel: OrderChange.Parcel(carrier: .dhl, tracking: nil)))
        }
        try journey.deliver()
        let number = TrackingNumber.generate(for: .fedEx, random: (5, 6)).text
        try journey.change(OrderChange(parcel: OrderChange.Parcel(carrier: nil, tracking: number)))
        #expect(journey.order.status == .delivered && journey.order.shipping?.trackingNumber.text == number)
    }

    @Test(arguments: [OrderStatus.pending, .validated, .processing, .paid, .fulfilled, .cancelled])
    func `before it is shipped there is no number to correct`(status: OrderStatus) throws {
        var journey = try Journey(to: status)
        #expect(throws: OrderRejection.notShipped(status)) {
            try journey.change(OrderChange(parcel: OrderChange.Parcel(carrier: .ups, tracking: Self.ups)))
        }
    }

    @Test func `a correction to what is there already changes nothing`() throws {
        var journey = try Journey(to: .shipped)
        let (order, events) = (journey.order, journey.events)
        let number = try #require(order.shipping).trackingNumber.text
        try journey.change(OrderChange(parcel: OrderChange.Parcel(carrier: .ups, tracking: number)))
        #expect(journey.order == order && journey.events == events)
    }

    // MARK: - Notes

    @Test(arguments: OrderStatus.allCases)
    func `notes are written in every state, numbered, and hidden unless they are for the customer`(
        status: OrderStatus
    ) throws {
        var journey = try Journey(to: status)
        let version = journey.order.version
        try journey.change(OrderChange(note: OrderChange.Note(text: "call back 🛟", isVisibleToCustomer: false)))
        try journey.change(OrderChange(note: OrderChange.Note(text: "we called you", isVisibleToCustomer: true)))
        #expect(journey.order.status == status && journey.order.version == version + 2)
        #expect(journey.order.notes.map(\.number) == [1, 2])
        #expect(journey.order.notes.map(\.author) == [Journey.admin.id, Journey.admin.id])
        #expect(journey.order.notes(for: .staff).count == 2)
        #expect(journey.order.notes(for: .customer).map(\.text) == ["we called you"])
        #expect(journey.events.suffix(2).map(\.isVisibleToCustomer) == [false, true])
        #expect(Order.folding(journey.events) == journey.order)
    }

    @Test func `a note has 1 to 2,000 characters and an order at most a hundred of them`() throws {
        var journey = try Journey()
        func note(_ text: String) -> OrderChange {
            OrderChange(note: OrderChange.Note(text: text, isVisibleToCustomer: false))
        }
        #expect(throws: OrderRejection.noteLength) { try journey.change(note("")) }
        #expect(throws: OrderRejection.noteLength) { try journey.change(note(String(repeating: "ä", count: 2_001))) }
        for _ in 0..<Order.noteLimit { try journey.change(note(String(repeating: "ä", count: 2_000))) }
        #expect(throws: OrderRejection.tooManyNotes) { try journey.change(note("one more")) }
        #expect(journey.order.notes.count == 100)
    }

    @Test func `a move, a correction and a note make one decision, or none of it`() throws {
        var journey = try Journey(to: .shipped)
        let before = journey.events.count
        let number = TrackingNumber.generate(for: .usps, random: (1, 9)).text
        try journey.change(
            OrderChange(
                move: .delivered,
                parcel: OrderChange.Parcel(carrier: .usps, tracking: number),
                note: OrderChange.Note(text: "found it", isVisibleToCustomer: false)
            )
        )
        #expect(journey.types[before...] == ["order.delivered", "order.updated", "order.updated"])
        var other = try Journey(to: .shipped)
        let untouched = other.order
        #expect(throws: OrderRejection.noteLength) {
            try other.change(
                OrderChange(move: .failed(reason: "r"), note: OrderChange.Note(text: "", isVisibleToCustomer: false))
            )
        }
        #expect(other.order == untouched)
    }

    @Test func `notes stand before the stock's events of the same decision`() throws {
        var journey = try Journey(to: .paid)
        let before = journey.events.count
        try journey.change(
            OrderChange(
                move: .cancelled(reason: nil),
                note: OrderChange.Note(text: "by phone", isVisibleToCustomer: false)
            )
        )
        #expect(
            journey.types[before...] == [
                "order.cancelled", "payment.refunded", "order.updated", "inventory.released",
            ]
        )
    }

    @Test func `an update of an order that has no such note or parcel does not fit`() throws {
        let journey = try Journey()
        let shipping = Shipping(
            carrier: .ups,
            trackingNumber: TrackingNumber.generate(for: .ups, random: (1, 2)),
            shippedAt: journey.now
        )
        let note = OrderNote(number: 2, author: nil, text: "t", isVisibleToCustomer: false, at: journey.now)
        for change in [OrderUpdated.Change.shipping(shipping), .note(note)] {
            let event = DomainEvent.orderUpdated(
                OrderUpdated(
                    order: journey.order.id,
                    customer: journey.order.customer,
                    status: .pending,
                    change: change,
                    by: .admin,
                    at: journey.now
                )
            )
            #expect(!journey.order.accepts(event))
            #expect(Order.folding(journey.events + [event]) == nil)
        }
    }

    // MARK: - The simulated carrier

    @Test func `a simulated carrier has a time to deliver, which goes when the order ends`() throws {
        let policy = OrderPolicy(deliveryMillis: 5_000)
        var journey = try Journey(to: .fulfilled)
        journey.policy = policy
        let now = journey.now
        try journey.ship()
        #expect(journey.order.deliveryDue == now.adding(millis: 5_000))
        #expect(journey.order.nextTimerDue == nil)
        var failing = journey
        try journey.deliver()
        #expect(journey.order.deliveryDue == nil)
        try failing.fail()
        #expect(failing.order.deliveryDue == nil)
        #expect(Order.folding(failing.events) == failing.order)
        #expect(try Journey(to: .shipped).order.deliveryDue == nil)
    }

    // MARK: - Who orders

    @Test func `customers order for themselves, programs for anybody, administrators not at all`() throws {
        let draft = try Samples.draft([Samples.item("pen", 1, "4.50")])
        let own = try #require(draft.customer.account)
        func place(_ actor: Actor?) throws {
            _ = try PlaceOrder(draft: draft, id: Samples.orderID, number: 1, by: actor)
                .decide(stock: [], policy: .standard, now: Samples.start)
        }
        try place(nil)
        try place(Actor(id: own, role: .user))
        try place(Actor(id: nil, role: .system))
        #expect(throws: OrderRejection.adminCannotOrder) { try place(Actor(id: own, role: .admin)) }
        for stranger in [Actor(id: nil, role: .user), Actor(id: UserID(high: 5, low: 5), role: .user)] {
            #expect(throws: OrderRejection.notOwnOrder) { try place(stranger) }
        }
    }

    private struct IssueError: Error {}
}

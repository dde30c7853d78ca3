import Commerce
import Testing

/// Small values the tests build on.
enum Samples {
    static let start = Timestamp(millis: 1_771_583_400_123)  // 2026-02-20T10:30:00.123Z

    static func product(_ text: String) throws -> ProductID {
        try #require(ProductID(text))
    }

    static func item(_ product: String, _ quantity: Int, _ price: String) throws -> OrderItem {
        try OrderItem(product: Self.product(product), quantity: quantity, unitPrice: Money.parse(price))
    }

    static func level(_ product: String, _ onHand: Int, reserved: Int = 0, threshold: Int = 0) throws -> StockLevel {
        try StockLevel(
            product: Self.product(product),
            onHand: onHand,
            reserved: reserved,
            lowStockThreshold: threshold
        )
    }

    static func catalogue(_ product: String, _ price: String, isActive: Bool = true) throws -> Product {
        try Product(
            id: Self.product(product),
            sku: "SKU",
            name: product,
            price: Money.parse(price),
            isActive: isActive,
            createdAt: start,
            updatedAt: start
        )
    }

    static func draft(_ items: [OrderItem], total: String? = nil, card: String? = nil) throws -> OrderDraft {
        let sum = try OrderItem.total(of: items)
        return try OrderDraft(
            customer: .account(UserID(high: 1, low: 1)),
            items: items,
            total: total.map { try Money.parse($0) } ?? sum,
            paymentMethod: #require(PaymentMethod("CREDIT_CARD")),
            card: card.map { try #require(CardSummary(number: $0)) }
        )
    }

    static let orderID = OrderID(high: 7, low: 0x8000_0000_0000_0007)
    static let paymentID = PaymentID(high: 8, low: 8)

    static func place(
        _ draft: OrderDraft,
        stock: [StockLevel],
        products: [Product] = [],
        policy: OrderPolicy = .standard
    ) throws -> Decision {
        try PlaceOrder(draft: draft, id: orderID, number: 10_001)
            .decide(stock: stock, products: products, policy: policy, now: start)
    }
}

/// One order of two `pen` at 4.50, driven step by step; keeps all that was decided.
struct Journey {
    static let pen = "pen"
    private(set) var order: Order
    private(set) var payment: Payment?
    private(set) var stock: [StockLevel]
    private(set) var events: [DomainEvent] = []
    private(set) var movements: [StockMovement] = []
    var now = Samples.start
    var policy = OrderPolicy.standard
    static let admin = Actor(id: UserID(high: 9, low: 9), role: .admin)

    init(card: String? = nil, onHand: Int = 10) throws {
        stock = [try Samples.level(Self.pen, onHand)]
        let draft = try Samples.draft([Samples.item(Self.pen, 2, "4.50")], card: card)
        let decision = try Samples.place(draft, stock: stock)
        order = decision.order
        take(decision)
    }

    /// Goes the normal way until the order is in this state.
    init(to status: OrderStatus, card: String? = nil) throws {
        try self.init(card: card)
        let way: [(inout Journey) throws -> Void] = [
            { try $0.validate() }, { try $0.request() }, { try $0.answer(.approved(reference: "ref")) },
            { try $0.fulfil() }, { try $0.ship() }, { try $0.deliver() },
        ]
        switch status {
        case .cancelled: try cancel()
        case .failed: try fail()
        default: for step in way where order.status != status { try step(&self) }
        }
        try #require(order.status == status)
    }

    mutating func take(_ decision: Decision) {
        order = decision.order
        payment = decision.payment ?? payment
        for level in decision.levels {
            if let index = stock.firstIndex(where: { $0.product == level.product }) { stock[index] = level }
        }
        events += decision.events
        movements += decision.movements
        now = now.adding(millis: 1000)
    }

    mutating func validate(isCustomerActive: Bool = true, price: String = "4.50") throws {
        let products = [try Samples.catalogue(Self.pen, price)]
        take(
            try ValidateOrder.decide(
                order,
                products: products,
                stock: stock,
                isCustomerActive: isCustomerActive,
                now: now
            )
        )
    }

    mutating func request(id: PaymentID = Samples.paymentID) throws {
        take(try RequestPayment.decide(order, id: id, policy: .standard, now: now))
    }

    mutating func answer(_ answer: GatewayAnswer) throws {
        let payment = try #require(payment)
        take(try RecordPayment.decide(order, payment: payment, answer: answer, stock: stock, now: now))
    }

    mutating func fulfil() throws {
        take(try FulfilOrder.decide(order, payment: payment, stock: stock, now: now))
    }

    mutating func ship() throws {
        let tracking = TrackingNumber.generate(for: .ups, random: (1, 2))
        take(try ShipOrder.decide(order, carrier: .ups, tracking: tracking, policy: policy, now: now))
    }

    mutating func deliver() throws {
        take(try DeliverOrder.decide(order, by: .admin, now: now))
    }

    mutating func change(_ change: OrderChange, by actor: Actor = Self.admin) throws {
        take(
            try ChangeOrder.decide(
                order,
                change: change,
                by: actor,
                payment: payment,
                stock: stock,
                policy: policy,
                now: now
            )
        )
    }

    mutating func cancel(reason: String? = "changed my mind") throws {
        take(
            try CancelOrder.decide(
                order,
                reason: reason,
                by: .customer,
                payment: payment,
                stock: stock,
                now: now
            )
        )
    }

    mutating func expire() throws {
        take(try ExpireOrder.decide(order, payment: payment, stock: stock, now: now))
    }

    mutating func fail() throws {
        take(try FailOrder.decide(order, message: "gave up", payment: payment, stock: stock, now: now))
    }

    mutating func setStock(_ levels: [StockLevel]) {
        stock = levels
    }

    var types: [String] { events.map(\.typeName) }
}

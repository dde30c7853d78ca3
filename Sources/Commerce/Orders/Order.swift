/// An order as it stands: the fold of its events, and of nothing else.
///
/// Only `apply(_:)` changes one, on the live path and when its events are replayed. Storage may build any value through
/// the initialiser.
package struct Order: Hashable, Sendable {
    /// The number of the first order.
    package static let firstNumber: Int64 = 10_001
    /// The most lines an order may have.
    package static let itemLimit = 100
    /// The longest metadata, in bytes of JSON.
    package static let metadataByteLimit = 8192
    /// The longest cancellation reason that is kept, in Unicode scalars; the rest is cut off.
    package static let cancelReasonLimit = 500
    /// The most notes an order may have.
    package static let noteLimit = 100

    /// Identifies the order.
    package let id: OrderID
    /// Counts orders from 10001, for people.
    package let number: Int64
    /// Whose order it is.
    package let customer: CustomerID
    /// Where it stands.
    package internal(set) var status: OrderStatus
    /// Its lines, 1 … 100.
    package let items: [OrderItem]
    /// What the customer agreed to pay.
    package let total: Money
    /// The currency of every amount of the order.
    package let currency: Currency
    /// Where it goes, if it goes anywhere.
    package let address: Address?
    /// How it is paid, as sent.
    package let paymentMethod: PaymentMethod
    /// What is kept of the card it is paid with.
    package let card: CardSummary?
    /// The payment, once one was requested.
    package internal(set) var payment: PaymentID?
    /// What it holds of the stock.
    package internal(set) var reservation: ReservationState
    /// How it was sent, once it was.
    package internal(set) var shipping: Shipping?
    /// Why it failed, if it did.
    package internal(set) var failure: Failure?
    /// Why it was cancelled, if it was and a reason was given.
    package internal(set) var cancelReason: String?
    /// Who called it off, if it was called off; nil also for orders cancelled before this was kept.
    package internal(set) var cancelledBy: Initiator?
    /// When it arrived, once it did.
    package internal(set) var deliveredAt: Timestamp?
    /// What administrators wrote down about it, oldest first, at most `noteLimit`.
    package internal(set) var notes: [OrderNote]
    /// A JSON object of the client's own as text, `{}` by default, at most 8 KiB; never looked into here.
    package let metadata: String
    /// Where to write about it.
    package let email: String?
    /// Counts the events that changed the order, from 1.
    package internal(set) var version: Int
    /// When it was placed.
    package let createdAt: Timestamp
    /// When it last changed.
    package internal(set) var updatedAt: Timestamp
    /// When it fails unless it has been shipped by then.
    package internal(set) var orderTimerDue: Timestamp?
    /// When it fails unless the payment was answered by then.
    package internal(set) var paymentTimerDue: Timestamp?
    /// When a simulated carrier delivers it, if one does.
    package internal(set) var deliveryDue: Timestamp?

    /// Builds an order from its stored fields; new orders come from `PlaceOrder`.
    package init(
        id: OrderID,
        number: Int64,
        customer: CustomerID,
        status: OrderStatus,
        items: [OrderItem],
        total: Money,
        currency: Currency = .usd,
        address: Address? = nil,
        paymentMethod: PaymentMethod,
        card: CardSummary? = nil,
        payment: PaymentID? = nil,
        reservation: ReservationState = .none,
        shipping: Shipping? = nil,
        failure: Failure? = nil,
        cancelReason: String? = nil,
        cancelledBy: Initiator? = nil,
        deliveredAt: Timestamp? = nil,
        notes: [OrderNote] = [],
        metadata: String = "{}",
        email: String? = nil,
        version: Int = 1,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        orderTimerDue: Timestamp? = nil,
        paymentTimerDue: Timestamp? = nil,
        deliveryDue: Timestamp? = nil
    ) {
        self.id = id
        self.number = number
        self.customer = customer
        self.status = status
        self.items = items
        self.total = total
        self.currency = currency
        self.address = address
        self.paymentMethod = paymentMethod
        self.card = card
        self.payment = payment
        self.reservation = reservation
        self.shipping = shipping
        self.failure = failure
        self.cancelReason = cancelReason
        self.cancelledBy = cancelledBy
        self.deliveredAt = deliveredAt
        self.notes = notes
        self.metadata = metadata
        self.email = email
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.orderTimerDue = orderTimerDue
        self.paymentTimerDue = paymentTimerDue
        self.deliveryDue = deliveryDue
    }

    /// The number as people write it, such as `A-10001`.
    package var numberText: String { "A-\(number)" }

    /// Reads `A-10001` back (the letter in either case, or the bare digits); nil for anything else.
    package static func number(fromText text: String) -> Int64? {
        let digits = text.hasPrefix("A-") || text.hasPrefix("a-") ? text.dropFirst(2) : text[...]
        guard let first = digits.utf8.first, ASCII.digit(first) != nil, let number = Int64(digits), number > 0
        else { return nil }
        return number
    }

    /// The same order without who cancelled it, as it was kept before that was.
    package var withoutCanceller: Order {
        var order = self
        order.cancelledBy = nil
        return order
    }

    /// The id of the line at this index.
    package func itemID(at line: Int) -> ItemID {
        ItemID(order: id, line: line)
    }

    /// The earlier of the two timers that fail the order, nil when none is running.
    package var nextTimerDue: Timestamp? {
        switch (orderTimerDue, paymentTimerDue) {
        case (let order?, let payment?): min(order, payment)
        case (let order, nil): order
        case (nil, let payment): payment
        }
    }
}

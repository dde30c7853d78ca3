/// Why a command was not carried out. Nothing has changed then.
package enum OrderRejection: Error, Hashable, Sendable {
    /// An order without lines.
    case noItems
    /// More lines than `Order.itemLimit`; the number given.
    case tooManyItems(Int)
    /// Metadata longer than `Order.metadataByteLimit`; the bytes given.
    case metadataTooLarge(Int)
    /// Administrators run the shop and buy nothing.
    case adminCannotOrder
    /// The order would be somebody else's.
    case notOwnOrder
    /// Only administrators may do this.
    case adminOnly
    /// An amount or quantity that cannot be.
    case amount(AmountError)
    /// A product that is not in the catalogue or not for sale.
    case unknownProduct(ProductID)
    /// A price or total that is not the catalogue's.
    case priceMismatch(PriceMismatch)
    /// Less in stock than the order wants, per product over all its lines.
    case insufficientStock([Shortage])
    /// An order that has left, or is closed already.
    case notCancellable(OrderStatus)
    /// The state machine knows no such move.
    case invalidTransition(from: OrderStatus, to: OrderStatus)
    /// A move that is not left to administrators, or not from here; with those that are.
    case changeNotAllowed(from: OrderStatus, to: OrderStatus, allowed: [OrderStatus])
    /// A tracking number that has not the form or the check digit of this carrier.
    case trackingNumber(Carrier)
    /// A correction of how an order was sent that was not sent yet.
    case notShipped(OrderStatus)
    /// A note that is empty or longer than `OrderNote.lengthLimit`.
    case noteLength
    /// The order has `Order.noteLimit` notes already.
    case tooManyNotes
    /// The order is there already, or beyond: the command came a second time.
    case alreadyApplied(OrderStatus)
    /// The order has a successful payment; there is never a second one.
    case alreadyPaid
    /// The payment is not the order's.
    case paymentMismatch
    /// The order refers to a payment that was not handed in.
    case paymentMissing
    /// A payment of another amount than the order's total.
    case paymentAmount(expected: Money, given: Money)
    /// A payment in a state from which no money can be given back.
    case notRefundable(PaymentStatus)
    /// More money than is left of the payment.
    case refundTooLarge(left: Money, asked: Money)
    /// More of a product than is left to be given money back for, or to be put back into stock.
    case refundQuantity(ProductID, left: Int, asked: Int)
    /// The wish at this index of the request names no line of the order.
    case notInOrder(Int)
    /// The order's goods cannot come back into stock: they never left it, or are back already.
    case notRestockable(OrderStatus)
    /// The order has not left yet: cancelling it gives goods and money back.
    case refundBeforeShipping(OrderStatus)
    /// No timer of the order has run out; when the next one does.
    case notDue(Timestamp?)
    /// The stock level of a product of the order was not handed in.
    case stockMissing(ProductID)
    /// The books do not allow the movement.
    case stock(StockError)

    /// True when a worker that gets its command a second time, or for an order closed meanwhile, has nothing to do.
    package var isSkippable: Bool {
        switch self {
        case .alreadyApplied, .alreadyPaid: true
        case .notCancellable(let status): status == .cancelled || status == .failed
        case .invalidTransition(let from, _): from.isTerminal
        default: false
        }
    }
}

/// Which price is not the catalogue's.
package struct PriceMismatch: Hashable, Sendable {
    /// The product whose price differs; nil when it is the order's total.
    package let product: ProductID?
    /// What it should be: the catalogue's price, or the sum of the lines.
    package let expected: Money
    /// What the order says.
    package let given: Money

    /// Records a mismatch.
    package init(product: ProductID?, expected: Money, given: Money) {
        self.product = product
        self.expected = expected
        self.given = given
    }
}

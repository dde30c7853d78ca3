/// Why an order or a payment failed, as a stable word for programs.
package enum FailureCode: UInt8, Coded {
    case priceMismatch = 0
    case insufficientStock = 1
    case customerInvalid = 2
    case productUnknown = 3
    case paymentDeclined = 4
    case insufficientFunds = 5
    case paymentAmountLimit = 6
    case reservationLost = 7
    case processingTimeout = 8
    case deadLetter = 9
    case failedByAdmin = 10

    /// The snake_case word clients see.
    package var text: String {
        switch self {
        case .priceMismatch: "price_mismatch"
        case .insufficientStock: "insufficient_stock"
        case .customerInvalid: "customer_invalid"
        case .productUnknown: "product_unknown"
        case .paymentDeclined: "payment_declined"
        case .insufficientFunds: "insufficient_funds"
        case .paymentAmountLimit: "payment_amount_limit"
        case .reservationLost: "reservation_lost"
        case .processingTimeout: "processing_timeout"
        case .deadLetter: "dead_letter"
        case .failedByAdmin: "failed_by_admin"
        }
    }
}

import Commerce
import Engine

extension Problem {
    /// The HTTP form of a refused command about stock or a reservation.
    init(stock rejection: StockRejection) {
        switch rejection {
        case .accessDenied: self.init(.accessDenied)
        case .changed(let level):
            self.init(.stockChanged, detail: "\(level.onHand) of \(level.product) are on hand.")
            figures = [("on_hand", level.onHand), ("reserved", level.reserved), ("available", level.available)]
        case .insufficient(let shortages): self.init(shortages: shortages)
        case .unknownProduct(let product): self.init(.unknownProduct, detail: "There is no stock of \(product).")
        case .lines(let count): self.init("/items", count == 0 ? "too_few" : "too_many", "\(count) lines were sent.")
        case .lifetime(let seconds): self.init("/ttl_s", "out_of_range", "\(seconds) seconds were sent.")
        case .threshold(let threshold): self.init("/low_stock_threshold", "out_of_range", "\(threshold) was sent.")
        case .orderClosed(let status): self.init(.invalidTransition, detail: "The order is \(status.text).")
        case .reservationEnded(let status): self.init(.reservationEnded, detail: "The reservation is \(status.text).")
        case .notDue(let due): self.init(.invalidTransition, detail: "The reservation runs until \(due.text).")
        case .books(.quantity):
            let limit = StockLevel.quantityLimit
            self.init(.validationError, detail: "A quantity is not possible, or more than \(limit) would be on hand.")
        case .books(let error): self.init(.invalidTransition, detail: "\(error)")
        }
    }

    /// What is short, product by product.
    init(shortages: [Shortage]) {
        let short = shortages.map { "\($0.available) of \($0.product) are available and \($0.requested) are wanted" }
        self.init(.insufficientStock, detail: short.joined(separator: "; ") + ".")
    }

    private init(_ pointer: String, _ code: String, _ detail: String) {
        self.init(.validationError, errors: [FieldProblem(pointer: pointer, code: code, detail: detail)])
    }
}

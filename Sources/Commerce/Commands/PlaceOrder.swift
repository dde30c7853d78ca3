/// What a customer asks for, read and checked field by field, but not yet an order.
package struct OrderDraft: Hashable, Sendable {
    /// Who orders.
    package let customer: CustomerID
    /// The lines, 1 … 100.
    package let items: [OrderItem]
    /// The total the customer saw.
    package let total: Money
    /// The currency of every amount.
    package let currency: Currency
    /// Where to send it.
    package let address: Address?
    /// How it is paid.
    package let paymentMethod: PaymentMethod
    /// What is kept of the card it is paid with.
    package let card: CardSummary?
    /// A JSON object as text, at most 8 KiB.
    package let metadata: String
    /// Where to write about it.
    package let email: String?

    /// Gathers the parts; `PlaceOrder` checks what concerns them together.
    package init(
        customer: CustomerID,
        items: [OrderItem],
        total: Money,
        currency: Currency = .usd,
        address: Address? = nil,
        paymentMethod: PaymentMethod,
        card: CardSummary? = nil,
        metadata: String = "{}",
        email: String? = nil
    ) {
        self.customer = customer
        self.items = items
        self.total = total
        self.currency = currency
        self.address = address
        self.paymentMethod = paymentMethod
        self.card = card
        self.metadata = metadata
        self.email = email
    }
}

/// Places an order: – → pending.
package struct PlaceOrder: Sendable {
    /// What is asked for.
    package let draft: OrderDraft
    /// The id the order gets.
    package let id: OrderID
    /// The number the order gets.
    package let number: Int64
    /// Who asks; nil where nobody has to say who they are.
    package let actor: Actor?

    /// Places this draft under this id and number.
    package init(draft: OrderDraft, id: OrderID, number: Int64, by actor: Actor? = nil) {
        self.draft = draft
        self.id = id
        self.number = number
        self.actor = actor
    }

    /// Decides on the order; reserves its goods when everything it wants, summed per product, is available.
    ///
    /// - Parameters:
    ///   - stock: the levels of the draft's products; one that is missing counts as nothing.
    ///   - products: the draft's products in the catalogue; looked at only when the pricing policy is `reject`.
    /// - Throws: `adminCannotOrder`, `notOwnOrder`, `noItems`, `tooManyItems`, `metadataTooLarge`; under a rejecting policy `unknownProduct`,
    ///   `priceMismatch`, `amount`, `insufficientStock`.
    package func decide(
        stock: [StockLevel],
        products: [Product] = [],
        policy: OrderPolicy,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        try checkActor()
        try checkShape()
        if policy.pricing == .reject { try checkPrices(products) }
        var book = StockBook(stock)
        let shortages = try book.reserve(ProductQuantity.sums(of: draft.items), order: id, at: now)
        if policy.stock == .reject, !shortages.isEmpty { throw .insufficientStock(shortages) }
        let order = Order(
            id: id,
            number: number,
            customer: draft.customer,
            status: .pending,
            items: draft.items,
            total: draft.total,
            currency: draft.currency,
            address: draft.address,
            paymentMethod: draft.paymentMethod,
            card: draft.card,
            reservation: shortages.isEmpty ? .held : .none,
            metadata: draft.metadata,
            email: draft.email,
            createdAt: now,
            updatedAt: now,
            orderTimerDue: now.adding(millis: policy.orderTimeoutMillis)
        )
        return DecisionDraft(placing: order, book: book).finish()
    }

    /// Customers order for themselves, programs for anybody, administrators not at all.
    private func checkActor() throws(OrderRejection) {
        guard let actor else { return }
        switch actor.role {
        case .admin: throw .adminCannotOrder
        case .user: if actor.id.map({ draft.customer == .account($0) }) != true { throw .notOwnOrder }
        case .system: return
        }
    }

    private func checkShape() throws(OrderRejection) {
        guard !draft.items.isEmpty else { throw .noItems }
        guard draft.items.count <= Order.itemLimit else { throw .tooManyItems(draft.items.count) }
        let metadataBytes = draft.metadata.utf8.count
        guard metadataBytes <= Order.metadataByteLimit else { throw .metadataTooLarge(metadataBytes) }
    }

    private func checkPrices(_ products: [Product]) throws(OrderRejection) {
        if let unknown = Pricing.unknownProduct(in: draft.items, products: products) {
            throw .unknownProduct(unknown)
        }
        let mismatch: PriceMismatch?
        do throws(AmountError) {
            mismatch = try Pricing.mismatch(
                items: draft.items,
                total: draft.total,
                currency: draft.currency,
                products: products
            )
        } catch {
            throw .amount(error)
        }
        if let mismatch { throw .priceMismatch(mismatch) }
    }
}

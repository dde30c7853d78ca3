import Commerce
import EventLog

extension AuditDiff {
    /// What differs between two states of an order that an administrator may change.
    init(_ before: Order, _ after: Order) {
        set("status", before.status.text, after.status.text)
        set("carrier", before.shipping?.carrier.text, after.shipping?.carrier.text)
        set("tracking_number", before.shipping?.trackingNumber.text, after.shipping?.trackingNumber.text)
        set("failure", before.failure?.code.text, after.failure?.code.text)
        set("notes", before.notes.count, after.notes.count)
        if after.notes.count > before.notes.count { setMasked("note", after.notes.last?.text) }
        if before.cancelReason == nil { setMasked("reason", after.cancelReason) }
    }

    /// What differs between two states of an account; name and telephone number are the person's own business.
    /// Nil before it was there.
    init(_ before: User?, _ after: User) {
        set("role", before?.role.text, after.role.text)
        set("is_active", before.map { .flag($0.isActive) }, .flag(after.isActive))
        set("tier", before?.tier, after.tier)
    }

    /// What differs between two states of a product; nil before it was there.
    init(_ before: Product?, threshold: Int?, _ after: ProductView) {
        let product = after.product
        set("sku", before?.sku, product.sku)
        set("name", before?.name, product.name)
        set("description", before?.description, product.description)
        set("price", before.map { .money($0.price) }, .money(product.price))
        set("currency", before?.currency.text, product.currency.text)
        set("category", before?.category, product.category)
        set("image_url", before?.image?.text, product.image?.text)
        set("is_active", before.map { .flag($0.isActive) }, .flag(product.isActive))
        set("low_stock_threshold", threshold, after.level.lowStockThreshold)
        if before == nil { set("on_hand", nil, after.level.onHand) }
    }

    /// What differs between two levels of a product.
    init(_ before: StockLevel, _ after: StockLevel, reason: String? = nil) {
        set("on_hand", before.onHand, after.onHand)
        set("low_stock_threshold", before.lowStockThreshold, after.lowStockThreshold)
        if !fields.isEmpty { set("reason", nil, reason) }
    }

    /// What differs between two states of a reservation; nil before it was there.
    init(_ before: Reservation?, _ after: Reservation) {
        set("status", before?.status.text, after.status.text)
        set("expires_at", before?.expiresAt.text, after.expiresAt.text)
        if before == nil { set("items", nil, .words(after.items.map { "\($0.quantity) x \($0.product.text)" })) }
    }

    /// What a refund did to a payment.
    init(_ before: Payment, _ after: Payment) {
        set("status", before.status.text, after.status.text)
        set("refunds", before.refunds.count, after.refunds.count)
        if let refund = after.refunds.last, after.refunds.count > before.refunds.count {
            set("amount", nil, .money(refund.amount))
            set("reason", nil, refund.reason)
        }
    }

    /// What differs between two states of an API key; nil before it was there.
    init(_ before: APIKey?, _ after: APIKey) {
        set("revoked_at", before?.revokedAt?.text, after.revokedAt?.text)
        guard before == nil else { return }
        set("name", nil, after.name)
        set("scopes", nil, .words(after.scopes.map(\.rawValue).sorted()))
    }

    /// What a file of products did to the catalogue.
    init(_ rows: [ImportReport.Row]) {
        for (name, outcome) in [("created", ImportReport.Outcome.created), ("updated", .updated)] {
            let ids = rows.filter { $0.outcome == outcome }.compactMap(\.id)
            if !ids.isEmpty { set(name, nil, .words(ids)) }
        }
    }

    /// What became of a dead letter.
    init(_ before: DeadLetterRow, _ after: DeadLetterRow) {
        set("status", before.status.text, after.status.text)
        set("next", before.next?.description, after.next?.description)
        if before.reason == nil { setMasked("reason", after.reason) }
        if let edited = after.edited, edited != before.edited {
            setMasked("value", String(decoding: edited, as: UTF8.self))
        }
    }

    /// Where the offsets of a group stood and stand.
    init(_ steps: [ResetStep]) {
        for step in steps {
            set(step.partition?.description ?? "position", .number(Int(step.old)), .number(Int(step.new)))
        }
    }

    /// A message to a customer: on which channels, not what it says.
    init(_ notice: Notice) {
        set("channels", nil, .words(notice.entries.map(\.channel.text)))
        set("type", nil, notice.kind.text)
        setMasked("message", notice.writing?.message)
    }
}

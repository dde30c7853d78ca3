/// What an administrator changes about an order: a move, how it was sent, a note, or several of these at once.
package struct OrderChange: Hashable, Sendable {
    /// A move to another state with what it needs.
    package enum Move: Hashable, Sendable {
        /// It arrived.
        case delivered
        /// It is called off, with an optional reason.
        case cancelled(reason: String?)
        /// It is given up, with the reason that the customer reads.
        case failed(reason: String)
        /// It was handed over by hand; the number as it was typed.
        case shipped(Carrier, tracking: String)
        /// Any other state; always refused, with the ones that are allowed.
        case other(OrderStatus)

        /// The state it leads to.
        package var target: OrderStatus {
            switch self {
            case .delivered: .delivered
            case .cancelled: .cancelled
            case .failed: .failed
            case .shipped: .shipped
            case .other(let status): status
            }
        }
    }

    /// A correction of how the order was sent; what is nil stays.
    package struct Parcel: Hashable, Sendable {
        /// Who carries it.
        package var carrier: Carrier?
        /// The number as it was typed.
        package var tracking: String?

        /// A correction; at least one of the two is given.
        package init(carrier: Carrier?, tracking: String?) {
            self.carrier = carrier
            self.tracking = tracking
        }
    }

    /// A note that is to be written.
    package struct Note: Hashable, Sendable {
        /// 1 … `OrderNote.lengthLimit` Unicode scalars.
        package var text: String
        /// Whether the customer may read it.
        package var isVisibleToCustomer: Bool

        /// A note to write.
        package init(text: String, isVisibleToCustomer: Bool) {
            self.text = text
            self.isVisibleToCustomer = isVisibleToCustomer
        }
    }

    /// Nil: it stays where it is.
    package var move: Move?
    /// Nil: carrier and number stay.
    package var parcel: Parcel?
    /// Nil: nothing is written down.
    package var note: Note?

    /// Gathers what changes.
    package init(move: Move? = nil, parcel: Parcel? = nil, note: Note? = nil) {
        self.move = move
        self.parcel = parcel
        self.note = note
    }
}

/// Changes an order on an administrator's word, within what the state machine leaves to people.
package enum ChangeOrder {
    /// Decides on the change: all of it or nothing. A move comes first, then the parcel, then the note.
    ///
    /// - Parameters:
    ///   - payment: the order's payment, if it has one.
    ///   - stock: the levels of the order's products; needed for the moves to cancelled and failed.
    /// - Throws: `adminOnly`, `changeNotAllowed` for a move that `OrderStatus.settableByAdmin` does not name,
    ///   `trackingNumber`, `notShipped` for a correction before there is anything to correct, `noteLength`,
    ///   `tooManyNotes`, and what the commands behind the moves throw.
    package static func decide(
        _ order: Order,
        change: OrderChange,
        by actor: Actor,
        payment: Payment?,
        stock: [StockLevel],
        policy: OrderPolicy,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        guard actor.isAdmin else { throw .adminOnly }
        var decision = DecisionDraft(order).finish()
        if let move = change.move {
            decision = try carryOut(move, order, by: actor, payment: payment, stock: stock, policy: policy, now: now)
        }
        if let parcel = change.parcel {
            let shipping = try corrected(decision.order, parcel)
            if shipping != decision.order.shipping {
                decision = decision.followed(by: .shipping(shipping), by: actor, at: now)
            }
        }
        if let note = change.note {
            decision = decision.followed(by: .note(try written(note, decision.order, actor, now)), by: actor, at: now)
        }
        return decision
    }

    private static func carryOut(
        _ move: OrderChange.Move,
        _ order: Order,
        by actor: Actor,
        payment: Payment?,
        stock: [StockLevel],
        policy: OrderPolicy,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        let allowed = order.status.settableByAdmin
        guard allowed.contains(move.target) else {
            throw .changeNotAllowed(from: order.status, to: move.target, allowed: allowed)
        }
        switch move {
        case .delivered:
            return try DeliverOrder.decide(order, by: actor.initiator, now: now)
        case .cancelled(let reason):
            return try CancelOrder.decide(
                order,
                reason: reason,
                by: actor.initiator,
                payment: payment,
                stock: stock,
                now: now
            )
        case .failed(let reason):
            return try FailOrder.decide(
                order,
                code: .failedByAdmin,
                message: reason,
                payment: payment,
                stock: stock,
                now: now
            )
        case .shipped(let carrier, let typed):
            guard let tracking = TrackingNumber(typed: typed, carrier: carrier) else {
                throw .trackingNumber(carrier)
            }
            return try ShipOrder.decide(order, carrier: carrier, tracking: tracking, policy: policy, now: now)
        case .other:
            preconditionFailure("a state that an administrator may set has a move of its own")
        }
    }

    private static func corrected(
        _ order: Order,
        _ parcel: OrderChange.Parcel
    ) throws(OrderRejection) -> Shipping {
        guard let shipping = order.shipping else { throw .notShipped(order.status) }
        let carrier = parcel.carrier ?? shipping.carrier
        let typed = parcel.tracking ?? shipping.trackingNumber.text
        guard let tracking = TrackingNumber(typed: typed, carrier: carrier) else { throw .trackingNumber(carrier) }
        return Shipping(carrier: carrier, trackingNumber: tracking, shippedAt: shipping.shippedAt)
    }

    private static func written(
        _ note: OrderChange.Note,
        _ order: Order,
        _ actor: Actor,
        _ now: Timestamp
    ) throws(OrderRejection) -> OrderNote {
        guard !note.text.isEmpty, TextRules.fits(note.text, limit: OrderNote.lengthLimit) else { throw .noteLength }
        guard order.notes.count < Order.noteLimit else { throw .tooManyNotes }
        return OrderNote(
            number: order.notes.count + 1,
            author: actor.id,
            text: note.text,
            isVisibleToCustomer: note.isVisibleToCustomer,
            at: now
        )
    }
}

extension Decision {
    /// The same decision with one more change of the order, told behind the order's other events.
    fileprivate func followed(
        by change: OrderUpdated.Change,
        by actor: Actor,
        at now: Timestamp
    ) -> Decision {
        let event = DomainEvent.orderUpdated(
            OrderUpdated(
                order: order.id,
                customer: order.customer,
                status: order.status,
                change: change,
                by: actor.initiator,
                at: now
            )
        )
        var changed = order
        changed.apply(event)
        var events = events
        events.insert(event, at: events.firstIndex { $0.product != nil } ?? events.endIndex)
        return Decision(order: changed, events: events, movements: movements, levels: levels, payment: payment)
    }
}

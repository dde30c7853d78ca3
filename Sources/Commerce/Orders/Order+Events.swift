extension Order {
    /// Rebuilds an order from its events, oldest first.
    ///
    /// Events that leave an order as it is (payments answered, stock moved) may be among them. Nil when the first
    /// changing event is not `OrderCreated`, or one does not fit the state it meets: another order's, or a move that
    /// the state machine forbids.
    package static func folding(_ events: some Sequence<DomainEvent>) -> Order? {
        var order: Order?
        for event in events where event.changesOrder {
            if var known = order {
                guard known.accepts(event) else { return nil }
                order = nil
                known.apply(event)
                order = known
            } else {
                guard case .orderCreated(let created) = event else { return nil }
                order = created.snapshot
            }
        }
        return order
    }

    /// True when the event is about this order and changes nothing, or makes a change that is allowed from here.
    package func accepts(_ event: DomainEvent) -> Bool {
        if case .orderUpdated(let updated) = event { return updated.order == id && accepts(updated.change) }
        guard let target = event.resultingStatus else { return true }
        return event.order == id && status.canMove(to: target)
    }

    /// Takes one event into account: the only way an order changes.
    ///
    /// An event that changes the order adds 1 to `version` and sets `updatedAt` to its time; any other is ignored.
    /// An event the order does not accept is a bug in the caller and traps.
    package mutating func apply(_ event: DomainEvent) {
        guard event.changesOrder else { return }
        precondition(accepts(event), "an event must fit the order it is applied to")
        status = event.resultingStatus ?? status
        switch event {
        case .orderValidated(let validated):
            reservation = validated.reservation
        case .paymentRequested(let requested):
            payment = requested.payment
            paymentTimerDue = requested.timerDue
        case .orderPaymentProcessed:
            paymentTimerDue = nil
        case .orderFulfilled:
            reservation = .committed
        case .orderShipped(let shipped):
            shipping = shipped.shipping
            orderTimerDue = nil
            deliveryDue = shipped.deliveryDue
        case .orderDelivered(let delivered):
            deliveredAt = delivered.at
            deliveryDue = nil
        case .orderUpdated(let updated):
            take(updated.change)
        case .orderCancelled(let cancelled):
            cancelReason = cancelled.reason
            cancelledBy = cancelled.by
            close(reservation: cancelled.reservation)
        case .orderFailed(let failed):
            failure = failed.failure
            close(reservation: failed.reservation)
        default:
            break
        }
        version += 1
        updatedAt = event.at
    }

    private func accepts(_ change: OrderUpdated.Change) -> Bool {
        switch change {
        case .note(let note): note.number == notes.count + 1 && notes.count < Self.noteLimit
        case .shipping: shipping != nil
        }
    }

    private mutating func take(_ change: OrderUpdated.Change) {
        switch change {
        case .note(let note): notes.append(note)
        case .shipping(let corrected): shipping = corrected
        }
    }

    private mutating func close(reservation final: ReservationState) {
        reservation = final
        orderTimerDue = nil
        paymentTimerDue = nil
        deliveryDue = nil
    }
}

/// What owners do with their endpoints; each command decides on plain values.
package enum WebhookCommands {
    /// What an owner changes; what is nil stays.
    package struct Change: Hashable, Sendable {
        /// Where to send.
        package var url: WebhookURL?
        /// What to send.
        package var filter: WebhookFilter?
        /// What the bodies say.
        package var format: WebhookFormat?

        package init(url: WebhookURL? = nil, filter: WebhookFilter? = nil, format: WebhookFormat? = nil) {
            self.url = url
            self.filter = filter
            self.format = format
        }
    }

    /// How an endpoint goes on after a pause.
    package enum Resumption: String, Sendable, CaseIterable {
        /// With everything it missed, in order.
        case catchUp = "catch_up"
        /// With what comes from now on; what waits is left out.
        case skip
    }

    /// Checks that a customer may have one more endpoint.
    ///
    /// - Throws: `tooMany`.
    package static func checkRoom(_ owner: CustomerID?, count: Int) throws(WebhookRejection) {
        guard owner == nil || count < WebhookEndpoint.customerLimit else { throw .tooMany }
    }

    /// The endpoint with another address, filter or format.
    ///
    /// - Parameter level: where the endpoints that are level stand; what is behind is looked at with the new filter.
    package static func change(
        _ endpoint: WebhookEndpoint,
        _ change: Change,
        level: UInt64,
        now: Timestamp
    ) -> WebhookEndpoint {
        var changed = endpoint
        changed.url = change.url?.text ?? endpoint.url
        changed.filter = change.filter ?? endpoint.filter
        changed.format = change.format ?? endpoint.format
        guard changed != endpoint else { return endpoint }
        if changed.url != endpoint.url { changed.heldUntil = nil }
        changed.cursor = endpoint.cursor ?? level
        changed.updatedAt = now
        return changed
    }

    /// The endpoint, paused on its owner's wish; one that is paused already stays as it is.
    package static func pause(_ endpoint: WebhookEndpoint, level: UInt64, now: Timestamp) -> WebhookEndpoint {
        guard endpoint.status == .active else { return endpoint }
        var paused = endpoint
        paused.status = .paused
        paused.pauseReason = .requested
        paused.cursor = endpoint.cursor ?? level
        paused.updatedAt = now
        return paused
    }

    /// The endpoint, active again; one that is active stays as it is.
    ///
    /// - Parameter end: the newest record of the log, where it goes on after a skip.
    package static func resume(
        _ endpoint: WebhookEndpoint,
        _ mode: Resumption,
        level: UInt64,
        end: UInt64,
        now: Timestamp
    ) -> WebhookEndpoint {
        guard endpoint.status == .paused else { return endpoint }
        var resumed = endpoint
        resumed.status = .active
        resumed.pauseReason = nil
        resumed.heldUntil = nil
        resumed.health.forgive()
        resumed.cursor = mode == .skip ? end : endpoint.cursor ?? level
        if mode == .skip { resumed.handed = end }
        resumed.updatedAt = now
        return resumed
    }

    /// The endpoint with a new secret; the one before signs beside it for a while.
    package static func rotate(
        _ endpoint: WebhookEndpoint,
        to secret: WebhookSecret,
        overlapSeconds: Int64,
        now: Timestamp
    ) -> WebhookEndpoint {
        var rotated = endpoint
        rotated.previousSecret = overlapSeconds > 0 ? endpoint.secret : nil
        rotated.previousUntil = overlapSeconds > 0 ? now.adding(millis: overlapSeconds * 1_000) : nil
        rotated.secret = secret
        rotated.updatedAt = now
        return rotated
    }

    /// The endpoint, told once more of everything behind a record.
    package static func replay(
        _ endpoint: WebhookEndpoint,
        from sequence: UInt64,
        level: UInt64,
        now: Timestamp
    ) -> WebhookEndpoint {
        var rewound = endpoint
        let cursor = min(sequence, endpoint.cursor ?? level)
        rewound.cursor = cursor
        rewound.handed = min(cursor, endpoint.handed)
        rewound.updatedAt = now
        return rewound
    }

    /// The delivery, to be sent once more whatever became of it; beside those of its order, not before them.
    ///
    /// - Throws: `paused`.
    package static func redeliver(
        _ delivery: WebhookDelivery,
        _ endpoint: WebhookEndpoint,
        now: Timestamp
    ) throws(WebhookRejection) -> (WebhookDelivery, WebhookEndpoint) {
        guard endpoint.status == .active else { throw .paused }
        // One that waits for another has its turn; one that is due comes sooner.
        guard delivery.status != .pending else {
            guard delivery.dueAt != nil else { return (delivery, endpoint) }
            var sooner = delivery
            sooner.dueAt = now
            return (sooner, endpoint)
        }
        var (again, loaded) = (delivery, endpoint)
        again.status = .pending
        again.isOrdered = false
        again.attemptsBefore = delivery.attempts
        again.dueAt = now
        again.finishedAt = nil
        loaded.unfinished += 1
        return (again, loaded)
    }
}

/// Why a command about a webhook was not carried out.
package enum WebhookRejection: Error, Hashable, Sendable {
    /// The customer has as many endpoints as they may.
    case tooMany
    /// The endpoint is paused, and nothing is sent to it.
    case paused
    /// The place to begin is still to come.
    case startAhead
    /// The address is not one that webhooks are sent to.
    case url(WebhookURLRefusal)
}

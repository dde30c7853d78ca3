import Commerce
import Engine
import EventLog

extension Problem {
    /// The one place where errors from below get their HTTP form.
    ///
    /// The labels matter: without them `.orderNotFound` in here means the engine's error again, without end.
    init(engine error: EngineError) {
        switch error {
        case .rejected(let rejection): self.init(rejection: rejection)
        case .stockRejected(let rejection): self.init(stock: rejection)
        case .catalogue(let rejection): self.init(catalogue: rejection)
        case .orderNotFound: self.init(.orderNotFound)
        case .productNotFound: self.init(.productNotFound)
        case .reservationNotFound: self.init(.reservationNotFound)
        case .webhookNotFound: self.init(.webhookNotFound)
        case .deliveryNotFound: self.init(.deliveryNotFound)
        case .webhook(let rejection): self.init(webhook: rejection)
        case .userNotFound: self.init(.userNotFound)
        case .emailTaken: self.init(.emailTaken)
        case .paymentNotFound: self.init(.paymentNotFound)
        case .refundNotFound: self.init(.refundNotFound)
        case .notificationNotFound: self.init(.notificationNotFound)
        case .paymentSucceeded(let payment):
            self.init(.paymentAlreadySucceeded)
            self.payment = payment
        case .paymentInProgress(let payment):
            self.init(.paymentInProgress)
            self.payment = payment
        case .accessDenied: self.init(.accessDenied)
        case .invalidCredentials: self.init(.invalidCredentials)
        case .accountDisabled: self.init(.accountDisabled)
        case .sessionNotFound: self.init(.sessionNotFound)
        case .apiKeyNotFound: self.init(.apiKeyNotFound)
        case .apiKeyName:
            self.init("name", code: "invalid", "A name of 1 to \(APIKey.nameLimit) characters is expected.")
        case .apiKeyScopes: self.init("scopes", code: "too_few", "At least 1 scope is expected.")
        case .loginDelayed(let seconds): self.init(.loginDelayed, retryAfterSeconds: seconds)
        case .invalidRefreshToken: self.init(.invalidRefreshToken)
        case .refreshTokenReused: self.init(.refreshTokenReused)
        case .idempotencyKeyReused: self.init(.idempotencyKeyReused)
        case .versionConflict(let current): self.init(.versionConflict, detail: "The order is at version \(current).")
        case .lastAdmin: self.init(.lastAdmin)
        case .tierLength: self.init("tier", code: "invalid", "A name of 1 to \(User.tierLimit) characters is expected.")
        case .positionAhead: self.init("at", code: "out_of_range", "The position is still to come.")
        case .orderList(let refusal): self.init(list: refusal)
        case .tooBusy: self.init(.serverBusy)
        case .workerNotFound: self.init(.workerNotFound)
        case .groupNotFound: self.init(.groupNotFound)
        case .workerRunning: self.init(.workerRunning)
        case .groupReserved: self.init(.groupReserved)
        case .resetByTime: self.init("to", code: "invalid", "A group with a position cannot be set to a time.")
        case .letterNotFound: self.init(.deadLetterNotFound)
        case .letterSettled: self.init(.deadLetterSettled)
        case .letterValue(let sentence): self.init("value", code: "invalid", sentence)
        case .unhandled: self.init(.internalError)
        case .log(.positionExpired): self.init(.positionGone)
        case .log(let log) where error.trouble == nil: self.init(.notFound, detail: log.description)
        case .log, .storage: self.init(trouble: error.trouble ?? .other)
        }
    }

    private init(trouble: StorageTrouble) {
        switch trouble {
        case .full: self.init(.storageFull)
        case .outcomeUnknown: self.init(.storageFailed)
        case .busy: self.init(.serverBusy)
        case .closing: self.init(.shuttingDown)
        case .damaged: self.init(.dataCorrupt)
        case .other: self.init(.internalError)
        }
    }

    private init(list refusal: OrderListRefusal) {
        switch refusal {
        case .foreignCursor:
            self.init("cursor", code: "foreign_cursor", "The cursor is of a list with another filter or sort.")
        case .sortNeedsFilter:
            let detail = "At most \(OrderLister.rowBudget) orders are sorted like this: narrow the list down."
            self.init("sort", code: "sort_needs_filter", detail)
        case .tooManyAddresses:
            self.init("q", code: "too_many", "Too many e-mail addresses begin like this: write more of it.")
        }
    }

    private init(catalogue rejection: CatalogueRejection) {
        let code: ErrorCode =
            switch rejection {
            case .notAllowed: .accessDenied
            case .productExists: .productExists
            case .skuTaken: .skuTaken
            case .versionConflict: .versionConflict
            }
        self.init(code, detail: rejection.sentence)
    }

    private init(rejection: OrderRejection) {
        switch rejection {
        case .noItems:
            self.init(
                .validationError,
                errors: [FieldProblem(pointer: "/items", code: "too_few", detail: "At least 1 element is expected.")]
            )
        case .tooManyItems(let count):
            self.init(
                .validationError,
                errors: [FieldProblem(pointer: "/items", code: "too_many", detail: "\(count) lines are too many.")]
            )
        case .metadataTooLarge(let bytes):
            self.init(
                .validationError,
                errors: [FieldProblem(pointer: "/metadata", code: "too_long", detail: "\(bytes) bytes are too many.")]
            )
        case .adminCannotOrder: self.init(.adminCannotOrder)
        case .adminOnly: self.init(.accessDenied)
        case .notOwnOrder: self.init("user_id", code: "not_yours", "This must be your own id.")
        case .amount(let error):
            self.init(error == .precision ? .amountPrecision : .validationError, detail: "\(error)")
        case .unknownProduct(let product): self.init(.unknownProduct, detail: "\(product) is not for sale.")
        case .priceMismatch(let mismatch):
            self.init(
                .priceMismatch,
                detail: "\(mismatch.expected.text) is expected and \(mismatch.given.text) was sent."
            )
        case .insufficientStock(let shortages): self.init(shortages: shortages)
        case .notCancellable(let status): self.init(.orderNotCancellable, detail: "The order is \(status.text).")
        case .invalidTransition(let from, let to):
            self.init(.invalidTransition, detail: "The order is \(from.text) and cannot become \(to.text).")
        case .changeNotAllowed(let from, let to, let allowed):
            self.init(.invalidTransition, detail: Self.sentence(from: from, to: to, allowed: allowed))
        case .notShipped(let status):
            self.init(.invalidTransition, detail: "The order is \(status.text) and was not shipped yet.")
        case .trackingNumber(let carrier):
            self.init("tracking_number", code: "invalid", "This is no tracking number of \(carrier.text).")
        case .noteLength:
            self.init("note", code: "too_long", "A note has 1 to \(OrderNote.lengthLimit) characters.")
        case .tooManyNotes:
            self.init("note", code: "too_many", "An order has at most \(Order.noteLimit) notes.")
        case .alreadyApplied(let status): self.init(.invalidTransition, detail: "The order is \(status.text) already.")
        case .paymentAmount(let expected, let given):
            self.init(.paymentAmountMismatch, detail: "\(expected.text) is expected and \(given.text) was sent.")
        case .notRefundable, .refundBeforeShipping, .refundTooLarge, .refundQuantity, .notInOrder, .notRestockable:
            self.init(refund: rejection)
        case .alreadyPaid, .paymentMismatch, .paymentMissing, .notDue, .stockMissing, .stock:
            self.init(.invalidTransition, detail: "\(rejection)")
        }
    }

    private static func sentence(from: OrderStatus, to: OrderStatus, allowed: [OrderStatus]) -> String {
        let names = allowed.map(\.text).joined(separator: ", ")
        let rest = allowed.isEmpty ? "nothing can be set any more." : "what can be set is: \(names)."
        return "The order is \(from.text) and cannot be set to \(to.text); \(rest)"
    }

    /// One member of the request that cannot be used.
    init(_ member: String, code: String, _ detail: String) {
        self.init(.validationError, errors: [FieldProblem(pointer: "/\(member)", code: code, detail: detail)])
    }

    /// Why money is not given back.
    private init(refund rejection: OrderRejection) {
        switch rejection {
        case .notRefundable(.refunded): self.init(.refundExceedsCaptured, detail: "All of it was given back already.")
        case .notRefundable(let status):
            self.init(.paymentNotRefundable, detail: "No money was taken: the payment is \(status.text).")
        case .refundBeforeShipping(let status):
            self.init(.paymentNotRefundable, detail: "The order is \(status.text): cancel it to give the money back.")
        case .notRestockable(let status):
            self.init(.paymentNotRefundable, detail: "The order is \(status.text): its goods are not out of stock.")
        case .refundTooLarge(let left, let asked):
            self.init(.refundExceedsCaptured, detail: "\(left.text) is left and \(asked.text) was asked for.")
        case .refundQuantity(let product, let left, let asked):
            self.init(.refundExceedsOrdered, detail: "\(left) of \(product) are left and \(asked) were asked for.")
        case .notInOrder(let index):
            let detail = "The order has no such line."
            self.init(
                .validationError,
                errors: [FieldProblem(pointer: "/items/\(index)", code: "not_in_order", detail: detail)]
            )
        default: self.init(.invalidTransition, detail: "\(rejection)")
        }
    }

    init(_ error: JSONError) {
        self.init(.invalidJSON, detail: "At byte \(error.offset): \(error.explanation)")
    }
}

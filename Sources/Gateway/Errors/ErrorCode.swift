package import HTTPTypes

/// The stable names of errors, for programs to switch on. Append only: a code never changes its meaning.
///
/// What each one means stands in `ErrorCatalogue`, one entry for each.
package enum ErrorCode: String, CaseIterable, Sendable {
    case invalidJSON = "invalid_json"
    case validationError = "validation_error"
    case amountPrecision = "amount_precision"
    case unsupportedMediaType = "unsupported_media_type"
    case payloadTooLarge = "payload_too_large"
    case authenticationRequired = "authentication_required"
    case invalidToken = "invalid_token"
    case tokenExpired = "token_expired"
    case invalidCredentials = "invalid_credentials"
    case accountDisabled = "account_disabled"
    case invalidRefreshToken = "invalid_refresh_token"
    case refreshTokenReused = "refresh_token_reused"
    case accessDenied = "access_denied"
    case originNotAllowed = "origin_not_allowed"
    case adminCannotOrder = "admin_cannot_order"
    case notFound = "not_found"
    case orderNotFound = "order_not_found"
    case productNotFound = "product_not_found"
    case reservationNotFound = "reservation_not_found"
    case userNotFound = "user_not_found"
    case methodNotAllowed = "method_not_allowed"
    case emailTaken = "email_taken"
    case insufficientStock = "insufficient_stock"
    case stockChanged = "stock_changed"
    case reservationEnded = "reservation_ended"
    case priceMismatch = "price_mismatch"
    case unknownProduct = "unknown_product"
    case orderNotCancellable = "order_not_cancellable"
    case invalidTransition = "invalid_transition"
    case versionConflict = "version_conflict"
    case idempotencyKeyReused = "idempotency_key_reused"
    case paymentNotFound = "payment_not_found"
    case refundNotFound = "refund_not_found"
    case paymentAmountMismatch = "payment_amount_mismatch"
    case paymentAlreadySucceeded = "payment_already_succeeded"
    case paymentInProgress = "payment_in_progress"
    case paymentNotRefundable = "payment_not_refundable"
    case refundExceedsCaptured = "refund_exceeds_captured"
    case refundExceedsOrdered = "refund_exceeds_ordered"
    case tooManyConnections = "too_many_connections"
    case rateLimitExceeded = "rate_limit_exceeded"
    case serverBusy = "server_busy"
    case storageFull = "storage_full"
    case storageFailed = "storage_failed"
    case dataCorrupt = "data_corrupt"
    case shuttingDown = "shutting_down"
    case internalError = "internal_error"
    case positionGone = "position_gone"
    case lastAdmin = "last_admin"
    case productExists = "product_exists"
    case skuTaken = "sku_taken"
    case invalidCSV = "invalid_csv"
    case malformedRequest = "malformed_request"
    case invalidHost = "invalid_host"
    case invalidTarget = "invalid_target"
    case requestTimeout = "request_timeout"
    case targetTooLong = "target_too_long"
    case expectationFailed = "expectation_failed"
    case headersTooLarge = "headers_too_large"
    case invalidUpgrade = "invalid_upgrade"
    case unsupportedWebSocketVersion = "unsupported_websocket_version"
    case sessionNotFound = "session_not_found"
    case apiKeyNotFound = "api_key_not_found"
    case loginDelayed = "login_delayed"
    case insufficientScope = "insufficient_scope"
    case invalidAPIKey = "invalid_api_key"
    case notificationNotFound = "notification_not_found"

    /// All that is said of the code.
    package var entry: ErrorEntry { ErrorCatalogue.entry(of: self) }

    /// The HTTP status that goes with the code.
    package var status: HTTPResponse.Status { entry.status }

    /// A short sentence for people, the same for every occurrence.
    package var title: String { entry.title }
}

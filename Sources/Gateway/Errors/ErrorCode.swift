package import HTTPTypes

/// The stable names of errors, for programs to switch on. Append only: a code never changes its meaning.
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
    case sessionNotFound = "session_not_found"
    case apiKeyNotFound = "api_key_not_found"
    case loginDelayed = "login_delayed"
    case insufficientScope = "insufficient_scope"
    case invalidAPIKey = "invalid_api_key"

    /// The HTTP status that goes with the code.
    package var status: HTTPResponse.Status {
        switch self {
        case .invalidJSON: .badRequest
        case .validationError, .amountPrecision, .priceMismatch, .unknownProduct, .idempotencyKeyReused, .invalidCSV,
            .paymentAmountMismatch:
            .unprocessableContent
        case .unsupportedMediaType: .unsupportedMediaType
        case .payloadTooLarge: .contentTooLarge
        case .authenticationRequired, .invalidToken, .tokenExpired, .invalidCredentials, .invalidRefreshToken,
            .refreshTokenReused, .invalidAPIKey:
            .unauthorized
        case .accountDisabled, .accessDenied, .originNotAllowed, .adminCannotOrder, .insufficientScope: .forbidden
        case .notFound, .orderNotFound, .productNotFound, .reservationNotFound, .userNotFound, .paymentNotFound,
            .refundNotFound, .sessionNotFound, .apiKeyNotFound:
            .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .emailTaken, .insufficientStock, .stockChanged, .reservationEnded, .orderNotCancellable,
            .invalidTransition, .lastAdmin, .productExists, .skuTaken:
            .conflict
        case .positionGone: .gone
        case .paymentAlreadySucceeded, .paymentInProgress, .paymentNotRefundable, .refundExceedsCaptured,
            .refundExceedsOrdered:
            .conflict
        case .versionConflict: .preconditionFailed
        case .tooManyConnections, .rateLimitExceeded, .loginDelayed: .tooManyRequests
        case .serverBusy, .storageFull, .storageFailed, .shuttingDown: .serviceUnavailable
        case .dataCorrupt, .internalError: .internalServerError
        }
    }

    /// A short sentence for people, the same for every occurrence.
    package var title: String {
        switch self {
        case .invalidJSON: "The body is not valid JSON"
        case .validationError: "The request has fields that cannot be used"
        case .amountPrecision: "An amount has more than two decimals"
        case .unsupportedMediaType: "The body must be application/json"
        case .payloadTooLarge: "The body is too large"
        case .authenticationRequired: "A token is required"
        case .invalidToken: "The token is not valid"
        case .tokenExpired: "The token has expired"
        case .invalidCredentials: "E-mail address or password are not right"
        case .accountDisabled: "The account is not active"
        case .invalidRefreshToken: "The refresh token is not valid"
        case .refreshTokenReused: "The refresh token was used before"
        case .accessDenied: "This is not allowed with your role"
        case .originNotAllowed: "This origin is not allowed"
        case .adminCannotOrder: "An admin cannot place orders"
        case .notFound: "There is nothing here"
        case .orderNotFound: "Order not found"
        case .productNotFound: "Product not found"
        case .reservationNotFound: "Reservation not found"
        case .userNotFound: "User not found"
        case .methodNotAllowed: "This method is not known here"
        case .emailTaken: "The e-mail address has an account already"
        case .insufficientStock: "Not enough stock"
        case .stockChanged: "The stock has changed meanwhile"
        case .reservationEnded: "The reservation has ended"
        case .priceMismatch: "Prices and total do not agree with the catalogue"
        case .unknownProduct: "A product is not for sale"
        case .orderNotCancellable: "The order can no longer be cancelled"
        case .invalidTransition: "The order's status does not allow this"
        case .versionConflict: "The resource has changed meanwhile"
        case .idempotencyKeyReused: "The idempotency key was used with another body"
        case .paymentNotFound: "Payment not found"
        case .refundNotFound: "Refund not found"
        case .paymentAmountMismatch: "The amount is not the order's total"
        case .paymentAlreadySucceeded: "The order is paid already"
        case .paymentInProgress: "The order's payment is under way"
        case .paymentNotRefundable: "The payment cannot be refunded now"
        case .refundExceedsCaptured: "More than is left of the payment"
        case .refundExceedsOrdered: "More than is left of what was ordered"
        case .tooManyConnections: "Too many connections"
        case .rateLimitExceeded: "Too many requests"
        case .serverBusy: "The server has too much to do"
        case .storageFull: "The disk is full"
        case .storageFailed: "The disk refused a write"
        case .dataCorrupt: "Stored data is damaged"
        case .shuttingDown: "The server is shutting down"
        case .internalError: "Something went wrong here"
        case .positionGone: "The position is of another history, or no longer kept"
        case .lastAdmin: "The last active administrator has to stay one"
        case .productExists: "The id has a product already"
        case .skuTaken: "Another product has the SKU"
        case .invalidCSV: "The file cannot be read as CSV"
        case .sessionNotFound: "Session not found"
        case .apiKeyNotFound: "API key not found"
        case .loginDelayed: "Too many wrong passwords for this address"
        case .insufficientScope: "The API key may not do this"
        case .invalidAPIKey: "The API key is not valid"
        }
    }

    /// What the one who gets the error can do about it; shown under `/errors/{code}`.
    package var remedy: String {
        switch self {
        case .invalidJSON: "Send UTF-8 JSON without duplicate keys, nested at most 32 levels."
        case .validationError: "See `errors`: each has a JSON pointer to the field and says what is expected."
        case .amountPrecision: "Send amounts with at most two decimals, as a number or a string."
        case .unsupportedMediaType: "Send the header `Content-Type: application/json`."
        case .payloadTooLarge: "Send at most 1 MiB."
        case .authenticationRequired: "Send `Authorization: Bearer <token>` with a token from POST /api/v1/auth/login."
        case .invalidToken: "Log in again."
        case .tokenExpired: "Get a new one from POST /api/v1/auth/refresh."
        case .invalidCredentials: "Check both and try again."
        case .accountDisabled: "Ask the shop."
        case .invalidRefreshToken, .refreshTokenReused: "Log in again; a reused token ends all sessions of its family."
        case .accessDenied: "Use an account with the role that is needed."
        case .originNotAllowed: "Open the page from the server itself, or add the origin to CORS_ORIGINS."
        case .adminCannotOrder: "Use a customer's account."
        case .notFound, .orderNotFound, .productNotFound, .reservationNotFound, .userNotFound, .paymentNotFound,
            .refundNotFound, .sessionNotFound, .apiKeyNotFound:
            "Check the path and the id."
        case .paymentAmountMismatch: "Send the order's `total_amount`."
        case .paymentAlreadySucceeded: "See `payment_id`: an order is paid once."
        case .paymentInProgress: "Read the payment that `payment_id` names until it has its answer."
        case .paymentNotRefundable:
            "Read the payment and its order: before it is shipped, an order is cancelled instead."
        case .refundExceedsCaptured, .refundExceedsOrdered: "Read the payment again and see what is left."
        case .methodNotAllowed: "See the header `Allow`."
        case .emailTaken: "Log in, or use another address."
        case .insufficientStock: "Order less, or wait for new stock."
        case .stockChanged: "Look at `on_hand` and repeat the change with it, if it still makes sense."
        case .reservationEnded: "Make a new reservation."
        case .priceMismatch: "Read the catalogue again and send its prices."
        case .unknownProduct: "Read the catalogue again."
        case .orderNotCancellable: "Orders can be cancelled until they are shipped."
        case .invalidTransition: "Read the order again and see its status."
        case .versionConflict: "Read the resource again and repeat the change with its new ETag."
        case .idempotencyKeyReused: "Use a new key for a new request."
        case .tooManyConnections: "Close one of the five connections first."
        case .rateLimitExceeded, .loginDelayed: "Wait as long as `Retry-After` says."
        case .serverBusy, .shuttingDown: "Wait as long as `Retry-After` says and repeat with the same idempotency key."
        case .storageFull: "Make room on the server's disk; nothing was changed."
        case .storageFailed: "The outcome is not known: repeat with the same idempotency key."
        case .dataCorrupt: "The operator should run `tradepost check` and restore a backup."
        case .internalError: "Tell the operator the request id."
        case .positionGone: "Read the resource without it, and go on from the positions that this server gives out now."
        case .lastAdmin: "Make somebody else an administrator first."
        case .productExists: "Use another id, or change the product that is there."
        case .skuTaken: "Use another SKU; the case of its letters does not count."
        case .insufficientScope: "Use a key with the scope that `detail` names, or log in."
        case .invalidAPIKey: "Send a key from POST /api/v1/api-keys that was not revoked."
        case .invalidCSV: "Send text/csv in UTF-8 with a header that has sku, name and price; nothing was imported."
        }
    }
}

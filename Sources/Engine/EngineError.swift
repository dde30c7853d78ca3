package import Commerce
package import EventLog
package import Storage

/// Why a command was not carried out. One switch in the Gateway makes the HTTP answer of it.
package enum EngineError: Error, Sendable, Equatable {
    /// The domain refused.
    case rejected(OrderRejection)
    /// The domain refused a command about stock or a reservation.
    case stockRejected(StockRejection)
    /// The domain refused a change of the catalogue.
    case catalogue(CatalogueRejection)
    case orderNotFound
    case productNotFound
    case reservationNotFound
    case webhookNotFound
    case deliveryNotFound
    /// The domain refused a command about a webhook.
    case webhook(WebhookRejection)
    case userNotFound
    case emailTaken
    /// The order has changed since the version that the change was meant for; the version it has now.
    case versionConflict(current: Int)
    /// A position in the log that is still to come.
    case positionAhead
    /// Another role is needed.
    case accessDenied
    /// Nobody would be left to run the shop.
    case lastAdmin
    /// A tier without a name, or with a longer one than `User.tierLimit`.
    case tierLength
    case paymentNotFound
    case refundNotFound
    case notificationNotFound
    /// The order has this payment, which succeeded; there is never a second one.
    case paymentSucceeded(PaymentID)
    /// The order has this payment, whose answer is awaited.
    case paymentInProgress(PaymentID)
    /// Wrong password or unknown address: the two are not told apart.
    case invalidCredentials
    case accountDisabled
    /// The session is unknown, ended, or somebody else's.
    case sessionNotFound
    case apiKeyNotFound
    /// A name for an API key that is blank or longer than `APIKey.nameLimit`.
    case apiKeyName
    /// An API key that could do nothing.
    case apiKeyScopes
    /// Too many wrong passwords for the address; so many seconds have to pass before the next one is looked at.
    case loginDelayed(seconds: Int)
    /// The refresh token is unknown, expired or revoked.
    case invalidRefreshToken
    /// The refresh token was used before; its whole family is revoked now.
    case refreshTokenReused
    /// The key was used before with another body.
    case idempotencyKeyReused
    /// Password hashing has too much to do.
    case tooBusy
    case workerNotFound
    case groupNotFound
    /// The group's offsets can only be set while its worker is paused.
    case workerRunning
    /// The name belongs to a group inside.
    case groupReserved
    /// A group with a position cannot be set to a time.
    case resetByTime
    case letterNotFound
    /// The dead letter was redriven or discarded before.
    case letterSettled
    /// The value cannot stand in the place of the dead letter's; the sentence says why.
    case letterValue(String)
    /// A worker could not handle a record; the text says why and becomes the dead letter's `x-error`.
    case unhandled(String)
    /// A list of orders cannot be had like this.
    case orderList(OrderListRefusal)
    case log(LogError)
    case storage(StorageError)
}

extension EngineError: StorageFailure {
    package init(_ error: StorageError) { self = .storage(error) }

    /// The log's error; one that came from the store below becomes `.storage`.
    package init(_ error: LogError) {
        if case .storage(let error) = error { self = .storage(error) } else { self = .log(error) }
    }

    package var storageError: StorageError? {
        switch self {
        case .storage(let error): error
        case .log(let error): error.storageError
        default: nil
        }
    }
}

/// Runs storage work and throws its error as the engine's.
@discardableResult
func stored<Result>(_ body: () throws(StorageError) -> Result) throws(EngineError) -> Result {
    do throws(StorageError) {
        return try body()
    } catch {
        throw .storage(error)
    }
}

/// Runs log work and throws its error as the engine's.
@discardableResult
func logged<Result>(_ body: () throws(LogError) -> Result) throws(EngineError) -> Result {
    do throws(LogError) {
        return try body()
    } catch {
        throw EngineError(error)
    }
}

/// Lets the domain decide and throws its rejection as the engine's.
func decided<Result>(_ body: () throws(OrderRejection) -> Result) throws(EngineError) -> Result {
    do throws(OrderRejection) {
        return try body()
    } catch {
        throw .rejected(error)
    }
}

/// Lets the domain decide about stock and throws its rejection as the engine's.
func decided<Result>(_ body: () throws(StockRejection) -> Result) throws(EngineError) -> Result {
    do throws(StockRejection) {
        return try body()
    } catch {
        throw .stockRejected(error)
    }
}

/// Lets the domain decide about the catalogue and throws its rejection as the engine's.
func catalogued<Result>(_ body: () throws(CatalogueRejection) -> Result) throws(EngineError) -> Result {
    do throws(CatalogueRejection) {
        return try body()
    } catch {
        throw .catalogue(error)
    }
}

/// Lets the domain decide about webhooks and throws its rejection as the engine's.
func decided<Result>(_ body: () throws(WebhookRejection) -> Result) throws(EngineError) -> Result {
    do throws(WebhookRejection) {
        return try body()
    } catch {
        throw .webhook(error)
    }
}

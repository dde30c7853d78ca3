package import Commerce
package import Storage

/// All tables of the shop's state. Byte layouts are in docs/data-file.md.
package struct Tables: Sendable {
    /// Every order by its id, with where its events lie.
    package let orders: Table<OrderID, OrderRow>
    /// A customer's orders, oldest first.
    package let ordersByCustomer: Table<Key2<CustomerID, OrderID>, Present>
    /// The orders in a status, oldest first.
    package let ordersByStatus: Table<Key2<OrderStatus, OrderID>, Present>
    /// A customer's orders in a status, oldest first.
    package let ordersByCustomerAndStatus: Table<Key3<CustomerID, OrderStatus, OrderID>, Present>
    /// All orders by the time of their last change, in milliseconds.
    package let ordersByUpdate: Table<Key2<Int64, OrderID>, Present>
    /// All orders by their number, which is dense and grows with the id.
    package let ordersByNumber: Table<UInt64, OrderIDValue>
    /// The orders that have an e-mail address of their own, by `OrderIndexes.emailKey`, oldest first.
    package let ordersByEmail: Table<Key2<[UInt8], OrderID>, Present>
    /// Per customer; the row of all orders together is in `totals`.
    package let orderCounts: Table<CustomerID, OrderCounts>
    /// One row, `orders`: the counts over all customers.
    package let totals: Table<String, OrderCounts>
    /// Every payment that was requested, answered or not.
    package let payments: Table<PaymentID, Payment>
    /// The catalogue, products that are no longer sold included.
    package let products: Table<ProductID, Product>
    /// What products are found by, sold ones and others apart: see `ProductIndex`.
    package let productTerms: Table<ProductIndex.Key, Present>
    /// The products that are not sold.
    package let inactiveProducts: Table<ProductID, Present>
    /// The stock of every product of the catalogue.
    package let stock: Table<ProductID, StockRow>
    /// A product's ledger, oldest first, by the number of each row's first movement.
    package let stockMovements: Table<Key2<ProductID, UInt64>, LedgerRow>
    /// What falls due, soonest first.
    package let timers: Table<TimerKey, Present>
    /// Every reservation that was made by itself, active or ended.
    package let reservations: Table<ReservationID, Reservation>
    /// Every account.
    package let users: Table<UserID, User>
    /// Accounts by `EmailAddress.lookupKey`.
    package let usersByEmail: Table<String, UserIDValue>
    /// Refresh tokens by their SHA-256.
    package let refreshTokens: Table<[UInt8], RefreshRow>
    /// Families of refresh tokens.
    package let sessions: Table<SessionID, SessionRow>
    /// A user's sessions, oldest first, until they are swept.
    package let sessionsByUser: Table<Key2<UserID, SessionID>, Present>
    /// Refresh tokens by the milliseconds since 1970 when they expire, soonest first.
    package let refreshTokensByExpiry: Table<Key2<Int64, [UInt8]>, Present>
    /// Every API key that was made, revoked ones included.
    package let apiKeys: Table<APIKeyID, APIKeyRow>
    /// The same by the SHA-256 of the key.
    package let apiKeysByHash: Table<[UInt8], IdentifierValue<APIKeyTag>>
    /// Answers to requests with an `Idempotency-Key`, by `KeyedRequest.key`.
    package let idempotency: Table<[UInt8], StoredResponse>
    /// Their keys by the milliseconds since 1970 when they expire, soonest first.
    package let idempotencyByExpiry: Table<Key2<Int64, [UInt8]>, Present>
    /// Records that wait for another attempt, by group, topic and partition: at most one of each.
    package let attempts: Table<Key3<String, String, UInt16>, AttemptRow>
    /// What is known of each dead letter besides its record.
    package let deadLetters: Table<DeadLetterID, DeadLetterRow>
    /// The letters in a status, oldest first.
    package let deadLettersByStatus: Table<Key2<UInt8, DeadLetterID>, Present>
    /// The newest letter of each record that a group has put aside.
    package let deadLettersByOrigin: Table<Key2<Key3<String, UInt16, UInt16>, Int64>, UInt64>
    /// The open letters of a kind, oldest first.
    package let openDeadLettersByKind: Table<Key3<String, UInt64, DeadLetterID>, Present>
    /// How many letters of each kind are open; kinds without any have no row.
    package let deadLetterKinds: Table<Key2<String, UInt64>, DeadLetterCount>
    /// How far consumers outside have come in the global order.
    package let groupPositions: Table<String, GroupPositionRow>
    /// Single numbers: `next_order_number`, `order_indexes_filled_to`, and since when a group is paused.
    package let settings: Table<String, UInt64>
    /// Endpoints and deliveries.
    package let webhooks: WebhookTables
    /// What customers were told, oldest first.
    package let notices: Table<NoticeID, Notice>
    /// A customer's notices, oldest first.
    package let noticesByCustomer: Table<Key2<CustomerID, NoticeID>, Present>
    /// Notifications that wait for an attempt, by channel, soonest first.
    package let notificationQueue: Table<NotificationQueueKey, Present>
    /// Where somebody wants to be told other than everywhere.
    package let notificationSettings: Table<UserID, NotificationSettings>
    /// How many notifications are in each status, by the channel's code.
    package let notificationCounts: Table<UInt8, NotificationCounts>
    /// What the people of the shop did, oldest first, by the id of its event.
    package let auditEntries: Table<EventID, AuditRow>

    /// Opens all tables, making those that a new store lacks.
    ///
    /// - Throws: `.damagedFile` when one is missing that should be there, `.formatVersion` for a store of an older
    ///   schema that is only looked at: what is new would have to be made first.
    package init(_ opener: borrowing TableOpener) throws(StorageError) {
        if opener.isReadOnly, opener.storedSchema < Environment.schema {
            throw .formatVersion(found: Int(opener.storedSchema), supported: Int(Environment.schema))
        }
        orders = try opener.table("orders")
        ordersByCustomer = try opener.table("orders_by_customer")
        ordersByStatus = try opener.table("orders_by_status")
        ordersByCustomerAndStatus = try opener.table("orders_by_customer_status")
        ordersByUpdate = try opener.table("orders_by_update", since: 3)
        ordersByNumber = try opener.table("orders_by_number", since: 3)
        ordersByEmail = try opener.table("orders_by_email", since: 3)
        orderCounts = try opener.table("order_counts")
        totals = try opener.table("totals")
        payments = try opener.table("payments")
        products = try opener.table("products")
        productTerms = try opener.table("product_terms", since: 2)
        inactiveProducts = try opener.table("inactive_products", since: 2)
        stock = try opener.table("stock")
        stockMovements = try opener.table("stock_movements")
        timers = try opener.table("timers")
        reservations = try opener.table("reservations", since: 2)
        users = try opener.table("users")
        usersByEmail = try opener.table("users_by_email")
        refreshTokens = try opener.table("refresh_tokens")
        sessions = try opener.table("sessions")
        sessionsByUser = try opener.table("sessions_by_user", since: 3)
        refreshTokensByExpiry = try opener.table("refresh_tokens_by_expiry", since: 3)
        apiKeys = try opener.table("api_keys", since: 3)
        apiKeysByHash = try opener.table("api_keys_by_hash", since: 3)
        idempotency = try opener.table("idempotency")
        idempotencyByExpiry = try opener.table("idempotency_by_expiry")
        attempts = try opener.table("attempts")
        settings = try opener.table("settings")
        webhooks = try WebhookTables(opener)
        notices = try opener.table("notices", since: 4)
        noticesByCustomer = try opener.table("notices_by_customer", since: 4)
        notificationQueue = try opener.table("notification_queue", since: 4)
        notificationSettings = try opener.table("notification_settings", since: 4)
        notificationCounts = try opener.table("notification_counts", since: 4)
        auditEntries = try opener.table("audit_entries", since: 4)
        deadLetters = try opener.table("dead_letters", since: 4)
        deadLettersByStatus = try opener.table("dead_letters_by_status", since: 4)
        deadLettersByOrigin = try opener.table("dead_letters_by_origin", since: 4)
        openDeadLettersByKind = try opener.table("open_dead_letters_by_kind", since: 4)
        deadLetterKinds = try opener.table("dead_letter_kinds", since: 4)
        groupPositions = try opener.table("group_positions", since: 4)
        if opener.storedSchema < 2 { try indexProducts(opener) }
        let filling = OrderIndexFilling(self)
        if opener.storedSchema < 3 {
            try indexSessions(opener)
            try filling.begin(opener)
        }
        if opener.isReadOnly, try filling.isPending(in: opener) {
            throw .formatVersion(found: 2, supported: Int(Environment.schema))
        }
    }

    /// Fills the indexes of sessions and refresh tokens in a store that comes from a time without them.
    private func indexSessions(_ opener: borrowing TableOpener) throws(StorageError) {
        try opener.write { transaction throws(StorageError) in
            try SessionJournal(tables: self).index(in: transaction)
        }
    }

    /// Fills the index of products in a store that comes from a time without it.
    private func indexProducts(_ opener: borrowing TableOpener) throws(StorageError) {
        try opener.write { transaction throws(StorageError) in
            try products.scan(in: transaction) { _, product throws(StorageError) in
                try productIndex.write(product, before: nil, in: transaction)
                return .next
            }
        }
    }

    /// The index of products, for finding and for writing.
    package var productIndex: ProductIndex { ProductIndex(terms: productTerms, inactive: inactiveProducts) }

    /// All of them, for the consistency check.
    package var all: [RawTable] {
        [
            orders.raw, ordersByCustomer.raw, ordersByStatus.raw, ordersByCustomerAndStatus.raw,
            ordersByUpdate.raw, ordersByNumber.raw, ordersByEmail.raw,
            orderCounts.raw, totals.raw, payments.raw, products.raw, productTerms.raw, inactiveProducts.raw,
            stock.raw, stockMovements.raw, timers.raw, reservations.raw, users.raw, usersByEmail.raw,
            refreshTokens.raw, sessions.raw, sessionsByUser.raw, refreshTokensByExpiry.raw, apiKeys.raw,
            apiKeysByHash.raw, idempotency.raw, idempotencyByExpiry.raw,
            attempts.raw, settings.raw,
            notices.raw, noticesByCustomer.raw, notificationQueue.raw, notificationSettings.raw,
            notificationCounts.raw, auditEntries.raw,
            deadLetters.raw, deadLettersByStatus.raw, deadLettersByOrigin.raw, openDeadLettersByKind.raw,
            deadLetterKinds.raw, groupPositions.raw,
        ] + webhooks.all
    }
}

/// An id as a table's value: an index that names one row.
package struct IdentifierValue<Subject>: StoredValue, Equatable {
    /// The row that is meant.
    package var id: Identifier<Subject>

    package init(_ id: Identifier<Subject>) { self.id = id }

    package func encode(into writer: inout ByteWriter) { writer.write(id) }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        id = try reader.readIdentifier()
    }
}

/// Which account an address belongs to.
package typealias UserIDValue = IdentifierValue<UserTag>

/// Which order a number belongs to.
package typealias OrderIDValue = IdentifierValue<OrderTag>

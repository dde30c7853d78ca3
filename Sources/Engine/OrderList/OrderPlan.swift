import Commerce
import Storage

/// Which indexes hold the orders that a filter may mean, and what is known about how many these are.
struct OrderPlan {
    /// Together these have every order that is meant.
    var runs: [OrderRun]
    /// The part of the runs that may be meant.
    var span: OrderSpan
    /// Whether the orders themselves have to be looked at, because the runs have others, too.
    var checksRows: Bool
    /// The accounts whose address fits the search.
    var accounts: Set<UserID> = []
    /// How many orders the runs have in all, from the counts that every change keeps; nil when nobody has counted them.
    var count: UInt64?

    /// Whether the runs may be much shorter than the collection.
    var isNarrow: Bool { span.isBounded || count.map { $0 <= UInt64(OrderLister.rowBudget) } ?? true }

    /// - Throws: `.orderList(.tooManyAddresses)`.
    init(
        _ filter: OrderFilter,
        tables: Tables,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) {
        span = filter.ids
        checksRows = filter.needsRows || filter.hasUpdateTime
        switch filter.search {
        case .number(let number):
            runs = [.number(UInt64(number))]
            checksRows = true
        case .email(let beginning) where filter.customer == nil:
            let book = OrderAddressBook(tables: tables, beginning: beginning)
            accounts = Set(try book.accounts(in: snapshot))
            runs = Self.runs(of: accounts.map { .account($0) }, filter.statuses)
            runs += try book.ownAddresses(in: snapshot).map { .email($0) }
        case .email, .identifier, .trackingNumber, nil:
            runs = Self.runs(filter)
            (accounts, count) = try stored { () throws(StorageError) in
                (
                    try Self.ownAccount(filter, tables, in: snapshot),
                    try Self.count(filter, tables, in: snapshot)
                )
            }
        }
    }

    private static func runs(_ filter: OrderFilter) -> [OrderRun] {
        if let customer = filter.customer { return runs(of: [customer], filter.statuses) }
        return filter.statuses.isEmpty ? [.all] : filter.statuses.map { .status($0) }
    }

    private static func runs(of customers: [CustomerID], _ statuses: Set<OrderStatus>) -> [OrderRun] {
        customers.flatMap { customer in
            statuses.isEmpty ? [.customer(customer)] : statuses.map { .customerStatus(customer, $0) }
        }
    }

    /// The orders of a customer, or of all, in the statuses of the filter.
    private static func count(
        _ filter: OrderFilter,
        _ tables: Tables,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> UInt64 {
        let counts =
            if let customer = filter.customer {
                try tables.orderCounts.get(customer, in: snapshot)
            } else {
                try tables.totals.get(CommitJournal.orders, in: snapshot)
            }
        guard let counts else { return 0 }
        return filter.statuses.isEmpty ? counts.total : filter.statuses.reduce(0) { $0 + counts[$1] }
    }

    /// The filter's customer, if their account's address fits the search. Whoever sees only their own orders does not
    /// learn from the answer which other addresses there are.
    private static func ownAccount(
        _ filter: OrderFilter,
        _ tables: Tables,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> Set<UserID> {
        guard case .email(let beginning) = filter.search, let id = filter.customer?.account,
            let user = try tables.users.get(id, in: snapshot),
            user.email.lookupKey.utf8.starts(with: beginning.utf8)
        else { return [] }
        return [id]
    }
}

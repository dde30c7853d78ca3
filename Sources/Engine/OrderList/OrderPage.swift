package import Commerce

/// A page of a list of orders.
package struct OrderPage: Sendable {
    /// At most as many as were asked for; fewer also where the rows were spent that one request may look at.
    package var orders: [Order]
    /// How many orders are meant on all pages; nil where finding out would cost more than a request may.
    package var total: UInt64?
    /// Where the list goes on; nil when this is its end.
    package var next: OrderCursor?
    /// Entries of indexes and rows that were read for the page.
    package var reads: Int
}

/// Why a list of orders cannot be had.
package enum OrderListRefusal: Hashable, Sendable {
    /// The cursor was given out for another filter or sort.
    case foreignCursor
    /// More than `OrderLister.rowBudget` orders would have to be sorted.
    case sortNeedsFilter
    /// More than `OrderAddressBook.limit` e-mail addresses begin like this.
    case tooManyAddresses
}

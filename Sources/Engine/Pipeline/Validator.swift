import Commerce
package import EventLog
package import Storage

/// Checks prices, stock and customer of a new order: `order_created` → validated or failed.
package struct Validator: StageWorker {
    /// The group whose offsets it moves.
    package let group = GroupName("order-validator-group")
    /// The topics it reads, every partition of them.
    package let topics = ["order_created"]
    let stage: OrderStage
    let time: any TimeSource

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let row = try stage.row(of: record, in: transaction)
        let order = row.order
        let (products, stock, isActive) = try stored { () throws(StorageError) in
            (
                try stage.journal.products(of: order.items, in: transaction),
                try stage.journal.stock(of: order.items, in: transaction),
                try mayOrder(order.customer, in: transaction)
            )
        }
        try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
            try ValidateOrder.decide(
                order,
                products: products,
                stock: stock,
                isCustomerActive: isActive,
                now: time.now
            )
        }
    }

    /// Guests have no account that could be closed.
    private func mayOrder(
        _ customer: CustomerID,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> Bool {
        guard let user = customer.account else { return true }
        return try stage.journal.tables.users.get(user, in: transaction)?.isActive ?? false
    }
}

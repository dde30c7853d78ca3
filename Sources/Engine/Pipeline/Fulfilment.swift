import Commerce
package import EventLog
package import Storage

/// Hands a fulfilled order to a carrier: `order_fulfilled` → shipped with a tracking number.
package struct Fulfilment: StageWorker {
    /// The group whose offsets it moves.
    package let group = GroupName("fulfillment-group")
    /// The topics it reads, every partition of them.
    package let topics = ["order_fulfilled"]
    let stage: OrderStage
    let policy: OrderPolicy
    let time: any TimeSource
    let entropy: Entropy

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let row = try stage.row(of: record, in: transaction)
        let random = (entropy.bits(), entropy.bits())
        let carrier = Carrier.allCases[Int(random.0 % UInt64(Carrier.allCases.count))]
        let tracking = TrackingNumber.generate(for: carrier, random: random)
        try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
            try ShipOrder.decide(row.order, carrier: carrier, tracking: tracking, policy: policy, now: time.now)
        }
    }
}

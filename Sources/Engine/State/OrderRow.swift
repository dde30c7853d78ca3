package import Commerce
package import EventLog
package import Storage

/// Where an event of an order lies in the log.
package struct EventReference: Hashable, Sendable {
    /// The topic's number in the log.
    package var topic: UInt16
    /// The partition's number within the topic.
    package var partition: UInt16
    /// The record's offset in the partition.
    package var offset: Int64
    /// The record's place in the order of all records; `.beforeFirst` where an older program did not keep it.
    package var sequence: LogSequence
}

/// A row of `orders`: the order's state and where each of its events lies, oldest first.
///
/// The references stand in the row rather than in an index of their own: five bytes instead of sixty per event.
package struct OrderRow: Sendable, Equatable {
    /// The order as its last event left it.
    package var order: Order
    /// Where the events lie that it is the fold of.
    package var events: [EventReference]
}

extension OrderRow: StoredValue {
    /// 1: without what was added behind the payment timer, and without the references' sequences.
    package static let schemaVersion: UInt8 = 2

    package func encode(into writer: inout ByteWriter) {
        order.encode(into: &writer)
        writer.writeVarint(UInt64(events.count))
        var previous: UInt64 = 0
        for event in events {
            writer.writeVarint(UInt64(event.topic))
            writer.writeVarint(UInt64(event.partition))
            writer.writeVarint(UInt64(event.offset))
            // Sequences only grow, so 0 is free to say that one is not known.
            let isKnown = event.sequence.value > previous
            writer.writeVarint(isKnown ? event.sequence.value - previous : 0)
            if isKnown { previous = event.sequence.value }
        }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        guard (1...Self.schemaVersion).contains(version) else { throw .schemaVersion(version) }
        order = try Order(decoding: &reader, version: version)
        events = []
        let count = try reader.readCount()
        events.reserveCapacity(count + 1)
        var previous: UInt64 = 0
        for _ in 0..<count {
            let topic = try reader.readVarint()
            let partition = try reader.readVarint()
            let offset = try reader.readVarint()
            guard topic <= UInt16.max, partition <= UInt16.max, offset <= Int64.max else { throw .invalid("reference") }
            let step = version == 1 ? 0 : try reader.readVarint()
            let (sequence, isTooLarge) = previous.addingReportingOverflow(step)
            guard !isTooLarge else { throw .invalid("sequence") }
            previous = sequence
            events.append(
                EventReference(
                    topic: UInt16(topic),
                    partition: UInt16(partition),
                    offset: Int64(offset),
                    sequence: step == 0 ? .beforeFirst : LogSequence(sequence)
                )
            )
        }
    }
}

extension Order {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.write(id)
        writer.writeVarint(number)
        customer.encode(into: &writer)
        writer.write(status)
        writer.writeVarint(UInt64(version))
        writer.write(createdAt)
        writer.writeVarint(updatedAt.millis(since: createdAt))
        writer.writeVarint(UInt64(items.count))
        for item in items {
            writer.write(item.product.text)
            writer.writeVarint(UInt64(item.quantity))
            writer.write(item.unitPrice)
        }
        writer.write(total)
        writer.write(currency.packed)
        writer.writeIfPresent(address) { $1.encode(into: &$0) }
        writer.write(paymentMethod.text)
        writer.writeIfPresent(card) { $1.encode(into: &$0) }
        writer.writeIfPresent(payment) { $0.write($1) }
        writer.write(reservation)
        writer.writeIfPresent(shipping) { $1.encode(into: &$0) }
        writer.writeIfPresent(failure) { $1.encode(into: &$0) }
        writer.writeIfPresent(cancelReason) { $0.write($1) }
        writer.write(metadata == "{}" ? "" : metadata)
        writer.writeIfPresent(email) { $0.write($1) }
        writer.writeIfPresent(orderTimerDue) { $0.write($1) }
        writer.writeIfPresent(paymentTimerDue) { $0.write($1) }
        writer.writeIfPresent(deliveryDue) { $0.write($1) }
        writer.writeIfPresent(deliveredAt) { $0.write($1) }
        writer.writeIfPresent(cancelledBy) { $0.write($1) }
        writer.writeVarint(UInt64(notes.count))
        for note in notes { note.encode(into: &writer) }
    }

    fileprivate init(decoding reader: inout ByteReader, version schema: UInt8) throws(DecodingFailure) {
        let id: OrderID = try reader.readIdentifier()
        let number = try reader.readSignedVarint()
        let customer = try CustomerID(decoding: &reader)
        let status: OrderStatus = try reader.readCoded()
        let version = try reader.readInt()
        let createdAt = try reader.readTime()
        let updatedAt = createdAt.adding(millis: try reader.readSignedVarint())
        var items: [OrderItem] = []
        for _ in 0..<(try reader.readCount()) { items.append(try OrderItem(decoding: &reader)) }
        let total = try reader.readMoney()
        let currency = try reader.readCurrency()
        let address = try reader.readIfPresent { reader throws(DecodingFailure) in try Address(decoding: &reader) }
        let method = try reader.readText { PaymentMethod($0) }
        let card = try reader.readIfPresent { reader throws(DecodingFailure) in try CardSummary(decoding: &reader) }
        let payment: PaymentID? = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readIdentifier()
        }
        let reservation: ReservationState = try reader.readCoded()
        let shipping = try reader.readIfPresent { reader throws(DecodingFailure) in try Shipping(decoding: &reader) }
        let failure = try reader.readIfPresent { reader throws(DecodingFailure) in try Failure(decoding: &reader) }
        let cancelReason = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
        let metadata = try reader.readText { $0.isEmpty ? "{}" : $0 }
        let email = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
        let orderTimerDue = try reader.readOptionalTime()
        let paymentTimerDue = try reader.readOptionalTime()
        let later = schema == 1 ? LaterFields() : try LaterFields(decoding: &reader)
        self.init(
            id: id,
            number: number,
            customer: customer,
            status: status,
            items: items,
            total: total,
            currency: currency,
            address: address,
            paymentMethod: method,
            card: card,
            payment: payment,
            reservation: reservation,
            shipping: shipping,
            failure: failure,
            cancelReason: cancelReason,
            cancelledBy: later.cancelledBy,
            deliveredAt: later.deliveredAt,
            notes: later.notes,
            metadata: metadata,
            email: email,
            version: version,
            createdAt: createdAt,
            updatedAt: updatedAt,
            orderTimerDue: orderTimerDue,
            paymentTimerDue: paymentTimerDue,
            deliveryDue: later.deliveryDue
        )
    }
}

/// What an order's row has since its second layout.
private struct LaterFields {
    var deliveryDue: Timestamp?
    var deliveredAt: Timestamp?
    var cancelledBy: Initiator?
    var notes: [OrderNote] = []

    init() {}

    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        deliveryDue = try reader.readOptionalTime()
        deliveredAt = try reader.readOptionalTime()
        cancelledBy = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readCoded() }
        for number in 0..<(try reader.readCount()) {
            notes.append(try OrderNote(decoding: &reader, number: number + 1))
        }
    }
}

extension ByteReader {
    fileprivate mutating func readOptionalTime() throws(DecodingFailure) -> Timestamp? {
        try readIfPresent { reader throws(DecodingFailure) in try reader.readTime() }
    }
}

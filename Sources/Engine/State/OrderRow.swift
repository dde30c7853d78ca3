package import Commerce
package import Storage

/// Where an event of an order lies in the log.
package struct EventReference: Hashable, Sendable {
    /// The topic's number in the log.
    package var topic: UInt16
    /// The partition's number within the topic.
    package var partition: UInt16
    /// The record's offset in the partition.
    package var offset: Int64
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
    package func encode(into writer: inout ByteWriter) {
        order.encode(into: &writer)
        writer.writeVarint(UInt64(events.count))
        for event in events {
            writer.writeVarint(UInt64(event.topic))
            writer.writeVarint(UInt64(event.partition))
            writer.writeVarint(UInt64(event.offset))
        }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        order = try Order(decoding: &reader)
        events = []
        let count = try reader.readCount()
        events.reserveCapacity(count + 1)
        for _ in 0..<count {
            let topic = try reader.readVarint()
            let partition = try reader.readVarint()
            let offset = try reader.readVarint()
            guard topic <= UInt16.max, partition <= UInt16.max, offset <= Int64.max else { throw .invalid("reference") }
            events.append(EventReference(topic: UInt16(topic), partition: UInt16(partition), offset: Int64(offset)))
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
    }

    fileprivate init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        let id: OrderID = try reader.readIdentifier()
        let number = try reader.readSignedVarint()
        let customer = try CustomerID(decoding: &reader)
        let status: OrderStatus = try reader.readCoded()
        let version = try reader.readInt()
        let createdAt = try reader.readTime()
        let updatedAt = createdAt.adding(millis: try reader.readSignedVarint())
        var items: [OrderItem] = []
        for _ in 0..<(try reader.readCount()) { items.append(try OrderItem(decoding: &reader)) }
        self.init(
            id: id,
            number: number,
            customer: customer,
            status: status,
            items: items,
            total: try reader.readMoney(),
            currency: try reader.readCurrency(),
            address: try reader.readIfPresent { reader throws(DecodingFailure) in try Address(decoding: &reader) },
            paymentMethod: try reader.readText { PaymentMethod($0) },
            card: try reader.readIfPresent { reader throws(DecodingFailure) in try CardSummary(decoding: &reader) },
            payment: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readIdentifier() },
            reservation: try reader.readCoded(),
            shipping: try reader.readIfPresent { reader throws(DecodingFailure) in try Shipping(decoding: &reader) },
            failure: try reader.readIfPresent { reader throws(DecodingFailure) in try Failure(decoding: &reader) },
            cancelReason: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
            metadata: try reader.readText { $0.isEmpty ? "{}" : $0 },
            email: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
            version: version,
            createdAt: createdAt,
            updatedAt: updatedAt,
            orderTimerDue: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() },
            paymentTimerDue: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() }
        )
    }
}

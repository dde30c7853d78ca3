package import Commerce
package import Storage

extension Reservation: StoredValue {
    package func encode(into writer: inout ByteWriter) {
        writer.write(id)
        writer.writeIfPresent(order) { $0.write($1) }
        writer.writeIfPresent(creator) { $0.write($1) }
        writer.write(status)
        writer.write(createdAt)
        writer.writeVarint(updatedAt.millis(since: createdAt))
        writer.writeVarint(expiresAt.millis(since: createdAt))
        writer.writeVarint(UInt64(items.count))
        for item in items {
            writer.write(item.product.text)
            writer.writeVarint(UInt64(item.quantity))
        }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let id: ReservationID = try reader.readIdentifier()
        let order: OrderID? = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readIdentifier() }
        let creator: UserID? = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readIdentifier()
        }
        let status: ReservationStatus = try reader.readCoded()
        let createdAt = try reader.readTime()
        let updatedAt = createdAt.adding(millis: try reader.readSignedVarint())
        let expiresAt = createdAt.adding(millis: try reader.readSignedVarint())
        var items: [ProductQuantity] = []
        for _ in 0..<(try reader.readCount()) {
            let product = try reader.readText { ProductID($0) }
            items.append(ProductQuantity(product: product, quantity: try reader.readInt()))
        }
        self.init(
            id: id,
            order: order,
            creator: creator,
            items: items,
            status: status,
            createdAt: createdAt,
            updatedAt: updatedAt,
            expiresAt: expiresAt
        )
    }
}

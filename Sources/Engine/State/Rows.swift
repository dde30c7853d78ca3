package import Commerce
package import Storage

extension Product: StoredValue {
    /// 2: the picture's address.
    package static var schemaVersion: UInt8 { 2 }

    package func encode(into writer: inout ByteWriter) {
        writer.write(id.text)
        writer.write(sku)
        writer.write(name)
        writer.write(description)
        writer.write(price)
        writer.write(currency.packed)
        writer.write(category)
        writer.write(isActive)
        writer.writeVarint(UInt64(version))
        writer.write(createdAt)
        writer.write(updatedAt)
        writer.writeIfPresent(image) { $0.write($1.text) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        self.init(
            id: try reader.readText { ProductID($0) },
            sku: try reader.readString(),
            name: try reader.readString(),
            description: try reader.readString(),
            price: try reader.readMoney(),
            currency: try reader.readCurrency(),
            category: try reader.readString(),
            isActive: try reader.readBool(),
            version: try reader.readInt(),
            createdAt: try reader.readTime(),
            updatedAt: try reader.readTime()
        )
        guard version > 1 else { return }
        image = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readText { ImageAddress($0) }
        }
    }
}

/// A row of `stock`: a product's level, and how many movements its ledger has.
package struct StockRow: StoredValue, Equatable {
    /// What is on hand and reserved.
    package var level: StockLevel
    /// Movements of the product so far; the next one gets this number.
    package var movements: UInt64

    package init(level: StockLevel, movements: UInt64) {
        self.level = level
        self.movements = movements
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(level.product.text)
        writer.writeVarint(UInt64(level.onHand))
        writer.writeVarint(UInt64(level.reserved))
        writer.writeVarint(UInt64(level.lowStockThreshold))
        writer.writeVarint(movements)
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        level = StockLevel(
            product: try reader.readText { ProductID($0) },
            onHand: try reader.readInt(),
            reserved: try reader.readInt(),
            lowStockThreshold: try reader.readInt()
        )
        movements = try reader.readVarint()
    }
}

extension User: StoredValue {
    package func encode(into writer: inout ByteWriter) {
        writer.write(id)
        writer.write(email.text)
        writer.write(passwordHash)
        writer.writeIfPresent(fullName) { $0.write($1) }
        writer.writeIfPresent(phone) { $0.write($1) }
        writer.write(isActive)
        writer.write(role)
        writer.write(tier)
        writer.write(createdAt)
        writer.write(updatedAt)
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        self.init(
            id: try reader.readIdentifier(),
            email: try reader.readText { EmailAddress($0) },
            passwordHash: try reader.readString(),
            fullName: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
            phone: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
            isActive: try reader.readBool(),
            role: try reader.readCoded(),
            tier: try reader.readString(),
            createdAt: try reader.readTime(),
            updatedAt: try reader.readTime()
        )
    }
}

/// A row of `refresh_tokens`, keyed by the token's SHA-256: single use, in a family that dies with a reuse.
package struct RefreshRow: StoredValue, Equatable {
    /// Whom it lets in.
    package var user: UserID
    /// The session it belongs to.
    package var family: SessionID
    /// Whether it was used; using it again revokes the session.
    package var isSpent: Bool
    /// From then on it is not accepted.
    package var expiresAt: Timestamp

    package init(user: UserID, family: SessionID, isSpent: Bool, expiresAt: Timestamp) {
        self.user = user
        self.family = family
        self.isSpent = isSpent
        self.expiresAt = expiresAt
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(user)
        writer.write(family)
        writer.write(isSpent)
        writer.write(expiresAt)
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        user = try reader.readIdentifier()
        family = try reader.readIdentifier()
        isSpent = try reader.readBool()
        expiresAt = try reader.readTime()
    }
}

/// A row of `order_counts`: how many orders are in each status, for one customer or for all.
package struct OrderCounts: StoredValue, Equatable {
    /// One count per status, by the status's code.
    package private(set) var byStatus = [UInt64](repeating: 0, count: OrderStatus.allCases.count)

    package init() {}

    /// How many orders are in a status.
    package subscript(status: OrderStatus) -> UInt64 { byStatus[Int(status.rawValue)] }

    /// How many orders there are in all.
    package var total: UInt64 { byStatus.reduce(0, +) }

    /// Counts an order that changed its status: nil `from` for a new order, nil `to` for one that is gone.
    package mutating func move(from: OrderStatus?, to: OrderStatus?) {
        if let from { byStatus[Int(from.rawValue)] -= 1 }
        if let to { byStatus[Int(to.rawValue)] += 1 }
    }

    package func encode(into writer: inout ByteWriter) {
        for count in byStatus { writer.writeVarint(count) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        for index in byStatus.indices { byStatus[index] = try reader.readVarint() }
    }
}

package import Commerce
package import Storage

/// A row of `payments`: the payment with its refunds. Version 1 had no refunds; whether the whole amount was given
/// back stood in its status alone.
extension Payment: StoredValue {
    /// 2: with gateway and refunds.
    package static var schemaVersion: UInt8 { 2 }

    package func encode(into writer: inout ByteWriter) {
        writer.write(id)
        writer.write(order)
        writer.write(amount)
        writer.write(currency.packed)
        writer.write(method.text)
        writer.writeIfPresent(card) { $1.encode(into: &$0) }
        writer.write(status)
        writer.writeIfPresent(declineCode) { $0.write($1) }
        writer.writeIfPresent(gatewayReference) { $0.write($1) }
        writer.write(requestedAt)
        writer.writeIfPresent(settledAt) { $0.write($1) }
        writer.write(gateway)
        writer.writeVarint(UInt64(refunds.count))
        for refund in refunds { refund.encode(into: &writer) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let id: PaymentID = try reader.readIdentifier()
        let order: OrderID = try reader.readIdentifier()
        let amount = try reader.readMoney()
        let currency = try reader.readCurrency()
        let method = try reader.readText { PaymentMethod($0) }
        let card = try reader.readIfPresent { reader throws(DecodingFailure) in try CardSummary(decoding: &reader) }
        let status: PaymentStatus = try reader.readCoded()
        let decline: FailureCode? = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readCoded()
        }
        let reference = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
        let requestedAt = try reader.readTime()
        let settledAt = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() }
        var gateway = GatewayKind.simulated
        var refunds: [Refund] = []
        if version > 1 {
            gateway = try reader.readCoded()
            for index in 0..<(try reader.readCount()) {
                refunds.append(try Refund(decoding: &reader, id: RefundID(payment: id, index: index)))
            }
        } else if status == .refunded {
            refunds = [.whole(amount, of: id, at: settledAt ?? requestedAt)]
        }
        self.init(
            id: id,
            order: order,
            amount: amount,
            currency: currency,
            method: method,
            card: card,
            status: status,
            declineCode: decline,
            gatewayReference: reference,
            gateway: gateway,
            refunds: refunds,
            requestedAt: requestedAt,
            settledAt: settledAt
        )
    }
}

extension Refund {
    /// The refund of a payment that was stored before refunds were: all of it, done, and nobody knows why.
    fileprivate static func whole(_ amount: Money, of payment: PaymentID, at time: Timestamp) -> Refund {
        Refund(
            id: RefundID(payment: payment, index: 0),
            amount: amount,
            reason: "",
            status: .succeeded,
            requestedAt: time,
            settledAt: time
        )
    }

    /// The fields without the id, which follows from the payment's.
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.write(amount)
        writer.write(reason)
        writer.writeVarint(UInt64(lines.count))
        for line in lines {
            writer.writeVarint(UInt64(line.line))
            writer.write(line.product.text)
            writer.writeVarint(UInt64(line.quantity))
            writer.write(line.isRestocked)
        }
        writer.write(status)
        writer.writeIfPresent(gatewayReference) { $0.write($1) }
        writer.writeIfPresent(message) { $0.write($1) }
        writer.write(requestedAt)
        writer.writeIfPresent(settledAt) { $0.write($1) }
    }

    fileprivate init(decoding reader: inout ByteReader, id: RefundID) throws(DecodingFailure) {
        let amount = try reader.readMoney()
        let reason = try reader.readString()
        var lines: [RefundLine] = []
        for _ in 0..<(try reader.readCount()) {
            lines.append(
                RefundLine(
                    line: try reader.readInt(),
                    product: try reader.readText { ProductID($0) },
                    quantity: try reader.readInt(),
                    isRestocked: try reader.readBool()
                )
            )
        }
        self.init(
            id: id,
            amount: amount,
            reason: reason,
            lines: lines,
            status: try reader.readCoded(),
            gatewayReference: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
            message: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
            requestedAt: try reader.readTime(),
            settledAt: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() }
        )
    }
}

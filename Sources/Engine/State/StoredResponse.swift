package import Commerce
package import Storage

/// A row of `idempotency`: what was answered to a request with a key, and to which body.
package struct StoredResponse: StoredValue, Equatable {
    /// How the body is kept.
    package enum Body: Sendable, Equatable {
        /// The JSON itself.
        case json([UInt8])
        /// The order as it was placed: its first event says how that was, so it is not stored a second time.
        case placedOrder(OrderID)
        /// The JSON as `AnswerSecret.seal` encrypts it.
        case sealed([UInt8])
    }

    /// What says that a body is the same: `KeyedRequest.fingerprint`.
    package var fingerprint: [UInt8]
    /// The HTTP status that was answered.
    package var status: UInt16
    /// What was answered.
    package var body: Body
    /// From then on the key may be used anew.
    package var expiresAt: Timestamp
    /// The sequence of the last record of the effect; the answer's log position.
    package var sequence: UInt64
    /// The version that the answer's `ETag` names; nil for an answer without one.
    package var version: Int?

    package init(
        fingerprint: [UInt8],
        status: UInt16,
        body: Body,
        expiresAt: Timestamp,
        sequence: UInt64,
        version: Int? = nil
    ) {
        self.fingerprint = fingerprint
        self.status = status
        self.body = body
        self.expiresAt = expiresAt
        self.sequence = sequence
        self.version = version
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(fingerprint)
        writer.write(status)
        writer.write(expiresAt)
        writer.writeVarint(sequence)
        // Versions begin at 1, so 0 is free to say that there is none.
        writer.writeVarint(UInt64(version ?? 0))
        switch body {
        case .json(let bytes):
            writer.write(UInt8(0))
            writer.write(bytes)
        case .placedOrder(let order):
            writer.write(UInt8(1))
            writer.write(order)
        case .sealed(let bytes):
            writer.write(UInt8(2))
            writer.write(bytes)
        }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        fingerprint = try reader.readBytes()
        status = try reader.read()
        expiresAt = try reader.readTime()
        sequence = try reader.readVarint()
        let version = try reader.readInt()
        self.version = version == 0 ? nil : version
        switch try reader.readUInt8() {
        case 0: body = .json(try reader.readBytes())
        case 1: body = .placedOrder(try reader.readIdentifier())
        case 2: body = .sealed(try reader.readBytes())
        case let other: throw .invalid("body kind \(other)")
        }
    }
}

package import Commerce
package import Storage

extension WebhookEndpoint: StoredValue {
    package func encode(into writer: inout ByteWriter) {
        writer.write(id)
        writer.writeIfPresent(owner) { $0.write($1.text) }
        writer.write(url)
        writer.writeVarint(UInt64(filter.patterns.count))
        for pattern in filter.patterns { writer.write(pattern) }
        writer.write(format)
        writer.write(secret.text)
        writer.writeIfPresent(previousSecret) { $0.write($1.text) }
        writer.writeIfPresent(previousUntil) { $0.write($1) }
        writer.write(status)
        writer.writeIfPresent(pauseReason) { $0.write($1) }
        writer.write(createdAt)
        writer.write(updatedAt)
        writer.writeIfPresent(cursor) { $0.writeVarint($1) }
        writer.writeVarint(handed)
        writer.writeVarint(UInt64(unfinished))
        writer.write(health.outcomes)
        writer.writeVarint(UInt64(health.count))
        writer.writeVarint(UInt64(health.failuresInRow))
        writer.writeIfPresent(health.failingSince) { $0.write($1) }
        writer.writeIfPresent(health.lastSuccessAt) { $0.write($1) }
        writer.writeIfPresent(heldUntil) { $0.write($1) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let id: WebhookID = try reader.readIdentifier()
        let owner = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readText { CustomerID(text: $0) }
        }
        let url = try reader.readString()
        var patterns: [String] = []
        for _ in 0..<(try reader.readCount()) { patterns.append(try reader.readString()) }
        let format = try reader.readCoded(WebhookFormat.self)
        let secret = try reader.readText { WebhookSecret($0) }
        let previousSecret = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readText { WebhookSecret($0) }
        }
        let previousUntil = try reader.readTimeIfPresent()
        let status = try reader.readCoded(WebhookStatus.self)
        let pauseReason = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readCoded(PauseReason.self)
        }
        self.init(
            id: id,
            owner: owner,
            url: url,
            filter: WebhookFilter(stored: patterns),
            format: format,
            secret: secret,
            cursor: 0,
            createdAt: try reader.readTime()
        )
        (self.previousSecret, self.previousUntil) = (previousSecret, previousUntil)
        (self.status, self.pauseReason) = (status, pauseReason)
        updatedAt = try reader.readTime()
        cursor = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readVarint() }
        handed = try reader.readVarint()
        unfinished = try reader.readInt()
        health = AttemptHistory(
            outcomes: try reader.read(UInt128.self),
            count: try reader.readInt(),
            failuresInRow: try reader.readInt(),
            failingSince: try reader.readTimeIfPresent(),
            lastSuccessAt: try reader.readTimeIfPresent()
        )
        heldUntil = try reader.readTimeIfPresent()
    }
}

extension WebhookDelivery: StoredValue {
    package func encode(into writer: inout ByteWriter) {
        writer.write(id)
        writer.write(webhook)
        writer.write(event)
        writer.write(type)
        writer.writeVarint(sequence)
        writer.writeIfPresent(order) { $0.write($1) }
        writer.write(isOrdered)
        writer.write(status)
        writer.writeVarint(UInt64(attempts))
        writer.writeVarint(UInt64(attemptsBefore))
        writer.write(createdAt)
        writer.writeIfPresent(dueAt) { $0.write($1) }
        writer.writeIfPresent(finishedAt) { $0.write($1) }
        writer.writeIfPresent(lastStatus) { $0.writeVarint(UInt64($1)) }
        writer.writeIfPresent(body) { $0.write($1) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let id: DeliveryID = try reader.readIdentifier()
        let webhook: WebhookID = try reader.readIdentifier()
        let event: EventID = try reader.readIdentifier()
        let type = try reader.readString()
        let sequence = try reader.readVarint()
        let order: OrderID? = try reader.readIfPresent { reader throws(DecodingFailure) in
            try reader.readIdentifier()
        }
        let isOrdered = try reader.readBool()
        let status = try reader.readCoded(DeliveryStatus.self)
        let (attempts, before) = (try reader.readInt(), try reader.readInt())
        self.init(
            id: id,
            webhook: webhook,
            event: event,
            type: type,
            sequence: sequence,
            order: order,
            isOrdered: isOrdered,
            createdAt: try reader.readTime(),
            dueAt: try reader.readTimeIfPresent()
        )
        (self.status, self.attempts, attemptsBefore) = (status, attempts, before)
        finishedAt = try reader.readTimeIfPresent()
        lastStatus = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readInt() }
        body = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readBytes() }
    }
}

/// A row of `webhook_attempts`: written when an attempt begins and again when it has its answer.
package struct WebhookAttempt: StoredValue, Hashable {
    /// The most bytes of an answer that are kept.
    package static let answerLimitBytes = 10_240
    /// Attempts of a delivery that are kept, the newest: whoever sends it again by hand for ever fills no disk.
    package static let keptCount: UInt32 = 50

    /// When it began.
    package var startedAt: Timestamp
    /// Nil while it is on its way, and for one that the end of the process cut off.
    package var finishedAt: Timestamp?
    /// The HTTP status; nil without an answer.
    package var status: Int?
    /// What went wrong when there was no answer.
    package var error: String?
    /// The beginning of the answer's body.
    package var answer: [UInt8]
    /// When the next attempt is due; nil when there is none.
    package var nextAt: Timestamp?

    /// An attempt that begins.
    package init(startedAt: Timestamp) {
        self.startedAt = startedAt
        answer = []
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(startedAt)
        writer.writeIfPresent(finishedAt) { $0.write($1) }
        writer.writeIfPresent(status) { $0.writeVarint(UInt64($1)) }
        writer.writeIfPresent(error) { $0.write($1) }
        writer.write(answer)
        writer.writeIfPresent(nextAt) { $0.write($1) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        startedAt = try reader.readTime()
        finishedAt = try reader.readTimeIfPresent()
        status = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readInt() }
        error = try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() }
        answer = try reader.readBytes()
        nextAt = try reader.readTimeIfPresent()
    }
}

extension ByteReader {
    fileprivate mutating func readTimeIfPresent() throws(DecodingFailure) -> Timestamp? {
        try readIfPresent { reader throws(DecodingFailure) in try reader.readTime() }
    }
}

extension DeliveryStatus: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.append(rawValue) }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        let raw: UInt8 = try key.read()
        guard let status = DeliveryStatus(rawValue: raw) else { throw .invalid("delivery status \(raw)") }
        self = status
    }
}

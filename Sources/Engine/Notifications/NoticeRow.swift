package import Commerce
package import Storage

extension Notice: StoredValue {
    package func encode(into writer: inout ByteWriter) {
        writer.write(id)
        switch customer {
        case .account(let user):
            writer.write(UInt8(0))
            writer.write(user)
        case .guest(let name):
            writer.write(UInt8(1))
            writer.write(name)
        }
        writer.write(kind)
        writer.writeIfPresent(order) { $0.write($1) }
        writer.writeIfPresent(writing) { writer, writing in
            writer.writeIfPresent(writing.subject) { $0.write($1) }
            writer.write(writing.message)
        }
        writer.write(createdAt)
        writer.writeIfPresent(readAt) { $0.write($1) }
        writer.writeVarint(UInt64(entries.count))
        for entry in entries { entry.encode(into: &writer) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let id: NoticeID = try reader.readIdentifier()
        let customer: CustomerID =
            switch try reader.readUInt8() {
            case 0: .account(try reader.readIdentifier())
            case 1: .guest(try reader.readString())
            case let other: throw .invalid("customer kind \(other)")
            }
        self.init(
            id: id,
            customer: customer,
            kind: try reader.readCoded(),
            order: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readIdentifier() },
            writing: try reader.readIfPresent { reader throws(DecodingFailure) in
                Writing(
                    subject: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
                    message: try reader.readString()
                )
            },
            createdAt: try reader.readTime(),
            readAt: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() },
            entries: []
        )
        for _ in 0..<(try reader.readCount()) { entries.append(try Entry(decoding: &reader)) }
    }
}

extension Notice.Entry {
    func encode(into writer: inout ByteWriter) {
        writer.write(channel)
        writer.write(status)
        writer.writeIfPresent(skipped) { $0.write($1) }
        writer.writeVarint(UInt64(attempts))
        writer.write(changedAt)
        writer.writeIfPresent(dueAt) { $0.write($1) }
        writer.writeIfPresent(error) { $0.write($1) }
        writer.writeIfPresent(requestOffset) { $0.writeVarint(UInt64($1)) }
    }

    init(decoding reader: inout ByteReader) throws(DecodingFailure) {
        self.init(
            channel: try reader.readCoded(),
            status: try reader.readCoded(),
            skipped: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readCoded() },
            attempts: try reader.readInt(),
            changedAt: try reader.readTime(),
            dueAt: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readTime() },
            error: try reader.readIfPresent { reader throws(DecodingFailure) in try reader.readString() },
            requestOffset: try reader.readIfPresent { reader throws(DecodingFailure) in Int64(try reader.readInt()) }
        )
    }
}

extension NotificationSettings: StoredValue {
    package func encode(into writer: inout ByteWriter) {
        writer.write(email)
        writer.write(sms)
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        self.init(email: try reader.readBool(), sms: try reader.readBool())
    }
}

/// A row of `notification_counts`: how many notifications of a channel are in each status.
package struct NotificationCounts: StoredValue, Equatable {
    /// One count per status, by the status's code.
    private var byStatus = [UInt64](repeating: 0, count: NotificationStatus.allCases.count)

    package init() {}

    /// How many notifications are in a status.
    package subscript(status: NotificationStatus) -> UInt64 { byStatus[Int(status.rawValue)] }

    /// Counts a notification that changed its status: nil `from` for a new one.
    mutating func move(from: NotificationStatus?, to: NotificationStatus) {
        if let from { byStatus[Int(from.rawValue)] -= 1 }
        byStatus[Int(to.rawValue)] += 1
    }

    package func encode(into writer: inout ByteWriter) {
        for count in byStatus { writer.writeVarint(count) }
    }

    package init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        for index in byStatus.indices { byStatus[index] = try reader.readVarint() }
    }
}

/// A key of `notification_queue`: the channel's code, when the next attempt is due in milliseconds since 1970, and the
/// notice.
package typealias NotificationQueueKey = Key3<UInt8, Int64, NoticeID>

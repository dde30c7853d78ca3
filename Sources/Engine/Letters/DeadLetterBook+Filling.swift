import Commerce
import EventLog
import Storage

extension DeadLetterBook {
    /// Enters the letters of a store from before there were rows for them; nobody has decided about any.
    func fill(in opener: borrowing TableOpener) throws(LogError) {
        let topic = try log.topic(Topics.deadLetters)
        guard let partition = topic.partition(0) else { return }
        var next = try log.bounds(of: partition, in: opener).start
        while true {
            let records = try log.fetch(partition, from: next, in: opener)
            guard let last = records.last else { return }
            do throws(StorageError) {
                try opener.write { transaction throws(StorageError) in
                    for record in records {
                        guard let row = row(of: record) else { continue }
                        try add(row, DeadLetterID(record.offset), in: transaction)
                    }
                }
            } catch {
                throw .storage(error)
            }
            next = last.offset + 1
        }
    }

    /// What a letter's headers say; nil for a record that is no letter.
    private func row(of record: LogRecord) -> DeadLetterRow? {
        do {
            let headers = try record.headers()
            guard let group = LetterHeader.group.text(in: headers).flatMap({ GroupName(validating: $0) }),
                let topic = LetterHeader.topic.text(in: headers),
                let number = LetterHeader.partition.text(in: headers).flatMap({ Int($0) }),
                let offset = LetterHeader.offset.text(in: headers).flatMap({ DeadLetterID(text: $0)?.offset })
            else { return nil }
            let buriedAt = Timestamp(millis: record.timestampMillis)
            return DeadLetterRow(
                group: group,
                partition: try log.partition(topic, number),
                offset: offset,
                key: record.key.map { Array($0) },
                error: LetterHeader.error.text(in: headers) ?? "",
                attempts: LetterHeader.attempts.text(in: headers).flatMap { Int($0) } ?? 1,
                firstFailedAt: LetterHeader.firstFailedAt.text(in: headers).flatMap { Timestamp(text: $0) } ?? buriedAt,
                buriedAt: buriedAt,
                redrives: LetterHeader.redrives.text(in: headers).flatMap { Int($0) } ?? 0
            )
        } catch {
            return nil
        }
    }
}

/// What the units of one batch append, gathered so that each partition gets one record batch per commit.
struct Gathering: Sendable {
    /// The next offset per slot, records of the running batch included.
    var ends: [Int64]
    /// The newest timestamp per slot; later records never get an older one.
    var lastMillis: [Int64]
    /// The sequence of the last record, those of the running batch included.
    var sequence: UInt64
    /// Builders per slot; kept from commit to commit so that their memory is used again.
    var builders: [RecordBatchBuilder?]
    /// The records of the running batch per slot, for units that follow up what their neighbours appended.
    var records: [[Record]]
    /// Slots that have records, in the order of their first one.
    var touched: [Int] = []
    /// For each record the index into `touched`.
    var order: [UInt16] = []
    /// The slots' places in `touched`.
    var places: [UInt16?]
    /// The state as of the last commit, to go back to.
    var committedEnds: [Int64]
    var committedMillis: [Int64]
    var committedSequence: UInt64

    init(ends: [Int64], lastMillis: [Int64], sequence: UInt64) {
        self.ends = ends
        self.lastMillis = lastMillis
        self.sequence = sequence
        builders = Array(repeating: nil, count: ends.count)
        records = Array(repeating: [], count: ends.count)
        places = Array(repeating: nil, count: ends.count)
        committedEnds = ends
        committedMillis = lastMillis
        committedSequence = sequence
    }

    mutating func append(_ record: Record, slot: Int, compression: Compression) -> (offset: Int64, sequence: UInt64) {
        var record = record
        record.timestampMillis = max(record.timestampMillis, lastMillis[slot])
        lastMillis[slot] = record.timestampMillis
        if places[slot] == nil {
            places[slot] = UInt16(touched.count)
            touched.append(slot)
            if builders[slot] == nil {
                builders[slot] = RecordBatchBuilder(baseOffset: ends[slot], compression: compression)
            }
        }
        order.append(places[slot] ?? 0)
        builders[slot]?.append(record)
        records[slot].append(record)
        ends[slot] += 1
        sequence += 1
        return (ends[slot] - 1, sequence)
    }

    /// Forgets what was gathered since the last commit.
    mutating func rollBack() {
        for slot in touched {
            ends[slot] = committedEnds[slot]
            lastMillis[slot] = committedMillis[slot]
            builders[slot]?.restart(baseOffset: ends[slot])
            records[slot].removeAll(keepingCapacity: true)
            places[slot] = nil
        }
        sequence = committedSequence
        touched.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
    }

    /// Makes what was gathered the state to go back to.
    mutating func commit() {
        for slot in touched {
            committedEnds[slot] = ends[slot]
            committedMillis[slot] = lastMillis[slot]
            records[slot].removeAll(keepingCapacity: true)
            places[slot] = nil
        }
        committedSequence = sequence
        touched.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
    }
}

import Commerce

/// When which endpoint has something to send: a heap by time, whose entries count only while the list agrees.
struct WebhookAgenda {
    private struct Entry {
        var at: Timestamp
        var id: WebhookID
    }

    private var times: [WebhookID: Timestamp] = [:]
    private var heap: [Entry] = []

    /// How many endpoints have something to send, now or later.
    var count: Int { times.count }

    /// Sets when an endpoint's turn is; nil for never.
    mutating func set(_ id: WebhookID, at time: Timestamp?) {
        guard times[id] != time else { return }
        times[id] = time
        guard let time else { return }
        // Entries that no longer count are left where they are; too many of them are thrown out together.
        if heap.count > 2 * times.count + 64 {
            heap = times.map { Entry(at: $0.value, id: $0.key) }.sorted { $0.at < $1.at }
        } else {
            heap.append(Entry(at: time, id: id))
            rise(heap.count - 1)
        }
    }

    /// When the next turn is; nil when there is none.
    mutating func next() -> Timestamp? {
        dropStale()
        return heap.first?.at
    }

    /// Takes out an endpoint whose turn it is.
    mutating func take(until now: Timestamp) -> WebhookID? {
        dropStale()
        guard let first = heap.first, first.at <= now else { return nil }
        removeFirst()
        times[first.id] = nil
        return first.id
    }

    private mutating func dropStale() {
        while let first = heap.first, times[first.id] != first.at { removeFirst() }
    }

    private mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        sink(0)
    }

    private mutating func rise(_ start: Int) {
        var index = start
        while index > 0, heap[index].at < heap[(index - 1) / 2].at {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            let children = [2 * index + 1, 2 * index + 2].filter { $0 < heap.count }
            guard let least = children.min(by: { heap[$0].at < heap[$1].at }), heap[least].at < heap[index].at else {
                return
            }
            heap.swapAt(index, least)
            index = least
        }
    }
}

import Commerce

/// Endpoints in the order in which they came, each once.
struct WaitingLine {
    private var order: [WebhookID] = []
    private var head = 0
    private var members: Set<WebhookID> = []

    var isEmpty: Bool { members.isEmpty }

    /// Puts an endpoint at the end unless it waits already.
    mutating func append(_ id: WebhookID) {
        guard members.insert(id).inserted else { return }
        order.append(id)
    }

    /// Takes an endpoint out, wherever it stands.
    mutating func remove(_ id: WebhookID) {
        guard members.remove(id) != nil else { return }
        order.removeFirst(head)
        head = 0
        order.removeAll { $0 == id }
    }

    /// Takes out the one that waits for the longest time; nil when nobody does.
    mutating func takeFirst() -> WebhookID? {
        guard head < order.count else { return nil }
        defer {
            head += 1
            if head > 64, head * 2 > order.count {
                order.removeFirst(head)
                head = 0
            }
        }
        members.remove(order[head])
        return order[head]
    }
}

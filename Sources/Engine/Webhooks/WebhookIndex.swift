import Commerce

/// Which endpoints that are level want which events: looked up for every event, so by type and by customer.
struct WebhookIndex {
    private struct Place {
        var owner: CustomerID?
        var types: [Int]
    }

    private var places: [WebhookID: Place] = [:]
    /// The shop's own endpoints by the number of the type in `DomainEvent.typeNames`.
    private var shop: [Set<WebhookID>] = DomainEvent.typeNames.map { _ in [] }
    private var customers: [CustomerID: Set<WebhookID>] = [:]

    private static let numbers = Dictionary(uniqueKeysWithValues: DomainEvent.typeNames.enumerated().map { ($1, $0) })

    /// Whether nobody is level.
    var isEmpty: Bool { places.isEmpty }

    /// How many endpoints are level.
    var count: Int { places.count }

    /// Puts an endpoint in, or in its new place.
    mutating func insert(_ endpoint: WebhookEndpoint) {
        remove(endpoint.id)
        guard let owner = endpoint.owner else {
            let types = DomainEvent.typeNames.indices.filter { endpoint.filter.matches(DomainEvent.typeNames[$0]) }
            for type in types { shop[type].insert(endpoint.id) }
            places[endpoint.id] = Place(owner: nil, types: types)
            return
        }
        customers[owner, default: []].insert(endpoint.id)
        places[endpoint.id] = Place(owner: owner, types: [])
    }

    /// Takes an endpoint out.
    mutating func remove(_ id: WebhookID) {
        guard let place = places.removeValue(forKey: id) else { return }
        for type in place.types { shop[type].remove(id) }
        guard let owner = place.owner else { return }
        customers[owner]?.remove(id)
        if customers[owner]?.isEmpty == true { customers[owner] = nil }
    }

    /// Whether an event of a topic may be wanted by anybody; cheap, before its record is read.
    func mayWant(topic: String) -> Bool {
        if !customers.isEmpty, topic.hasPrefix("order_") || topic.hasPrefix("payment_") { return true }
        guard let number = Self.topics[topic] else { return false }
        return !shop[number].isEmpty
    }

    /// Whether an event of a topic may be wanted by an endpoint; cheap, before its record is read.
    static func mayWant(_ endpoint: WebhookEndpoint, topic: String) -> Bool {
        topics[topic].map { endpoint.filter.matches(DomainEvent.typeNames[$0]) } ?? false
    }

    private static let topics = Dictionary(
        uniqueKeysWithValues: DomainEvent.typeNames.enumerated().map { (Topics.name(forEventType: $1), $0) }
    )

    /// The endpoints that may want an event, in the order of their ids; their own filters decide.
    func candidates(_ event: WebhookEvent) -> [WebhookID] {
        var found = Self.numbers[event.type].map { shop[$0] } ?? []
        if let customer = event.customer, let own = customers[customer] { found.formUnion(own) }
        return found.sorted()
    }
}

import NIOHTTP1

/// The requests of one connection that were handed on and are not answered yet, in order (RFC 9112 section 9.3.2).
///
/// A pure record: the connection handler tells it what arrives and what is written, and asks what that means.
struct HTTPExchanges {
    /// What must be remembered of a request until its answer is written.
    struct Exchange {
        let isHead: Bool
        let version: HTTPVersion
        /// Whether the connection ends with the answer.
        var closes: Bool
        /// Whether the client waits for `100 Continue`, which must not overtake an earlier answer.
        var awaitsContinue: Bool
    }

    /// The unanswered requests. Almost always one, which is kept outside the array so that it costs no allocation.
    private var first: Exchange?
    private var later: [Exchange] = []
    /// Whether the head of the first one's answer was written.
    private(set) var isAnswering = false
    /// Whether that answer has no body, whatever its handler writes: to HEAD, 204 and 304.
    private(set) var isAnswerBodiless = false

    var isEmpty: Bool { self.first == nil }
    var count: Int { self.first == nil ? 0 : 1 + self.later.count }
    var current: Exchange? { self.first }

    mutating func append(_ exchange: Exchange) {
        if self.first == nil { self.first = exchange } else { self.later.append(exchange) }
    }

    /// Forgets the newest request, whose body turned out to be bad.
    mutating func removeLast() {
        if self.later.popLast() == nil { self.first = nil }
    }

    /// Ends the connection with the request that is being answered, and forgets the ones behind it.
    mutating func closeAfterCurrent() {
        self.first?.closes = true
        self.later = []
    }

    /// The head of the first one's answer is written.
    mutating func answerBegins(hasBody: Bool) {
        self.isAnswering = true
        self.isAnswerBodiless = !hasBody
    }

    /// The first one's answer is complete.
    mutating func answerEnds() -> Exchange? {
        self.isAnswering = false
        let answered = self.first
        self.first = self.later.isEmpty ? nil : self.later.removeFirst()
        return answered
    }

    /// Whether `100 Continue` is to be written now; says so once.
    mutating func takeContinue() -> Bool {
        guard self.first?.awaitsContinue == true, !self.isAnswering else { return false }
        self.first?.awaitsContinue = false
        return true
    }
}

package import Commerce
import EventLog
import Storage

/// Which letters are to be handed to their groups again.
package struct RedriveRequest: Sendable {
    /// Letters of one command at most.
    package static let limit = 1_000
    /// Letters of one command unless told otherwise.
    package static let standardMax = 100
    /// From so many redrives on a filter passes a letter over.
    package static let guardCount = 3

    /// Which letters.
    package var choice: LetterChoice
    /// So many at most, for a filter.
    package var max = standardMax
    /// Whether letters are redriven that were redriven `guardCount` times before; only looked at for ids.
    package var force = false

    package init(_ choice: LetterChoice) { self.choice = choice }
}

extension LetterOffice {
    /// Hands the records of letters to their groups again, all in one transaction.
    ///
    /// The record runs as the pipeline would run it: effects, new events and the letter's end are one. One that fails
    /// again becomes a letter again, with one more redrive. Records that are about the payment gateway are asked before
    /// the transaction, with the key they always had.
    ///
    /// - Throws: `.idempotencyKeyReused` and storage errors; what goes wrong with a letter is its outcome.
    package func redrive(
        _ request: RedriveRequest,
        by actor: Actor,
        idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let selection = try select(request)
        let answers = await askGateway(about: selection.ids, request)
        let trail = engine.trail(actor)
        return try await engine.command(idempotency) { [self] now, transaction throws(EngineError) in
            var run = RedriveRun(office: self, request: request, actor: actor, trail: trail, now: now)
            run.answers = answers
            let report = try run.carryOut(selection, in: transaction)
            let sequence = engine.log.newestSequence(in: transaction)
            return CommandAnswer(status: 200, body: LetterJSON.render(report), sequence: sequence)
        }
    }

    /// What `redrive` would come to now; nothing is left of it.
    package func rehearse(_ request: RedriveRequest) async throws(EngineError) -> LetterReport {
        let selection = try select(request)
        return try await engine.rehearse { [self] transaction throws(EngineError) in
            let now = engine.time.now
            var run = RedriveRun(office: self, request: request, actor: .shop, now: now, isRehearsal: true)
            return try run.carryOut(selection, in: transaction)
        }
    }

    // MARK: Choosing

    /// The letters of a command.
    struct Selection: Sendable {
        var ids: [DeadLetterID]
        /// Letters that the filter accepts and that were redriven too often.
        var guarded: [DeadLetterID] = []
        var hasMore = false
    }

    private func select(_ request: RedriveRequest) throws(EngineError) -> Selection {
        try select(request.choice, max: request.max) { $0.redrives >= RedriveRequest.guardCount }
    }

    /// The oldest open letters of a choice.
    ///
    /// - Parameter isGuarded: which letters of a filter are passed over.
    func select(
        _ choice: LetterChoice,
        max: Int,
        isGuarded: (DeadLetterRow) -> Bool
    ) throws(EngineError) -> Selection {
        switch choice {
        case .ids(let ids):
            var known: Set<DeadLetterID> = []
            return Selection(ids: ids.filter { known.insert($0).inserted })
        case .filter(var filter):
            filter.status = .open
            return try engine.read("choose dead letters") { snapshot throws(EngineError) in
                try stored { () throws(StorageError) in
                    var guarded: [DeadLetterID] = []
                    let (free, next) = try book.letters(filter, descending: false, limit: max, in: snapshot) {
                        !isGuarded($0)
                    }
                    let end = next ?? DeadLetterID(Offset(.max))
                    let (all, _) = try book.letters(
                        filter,
                        descending: false,
                        limit: max,
                        in: snapshot,
                        accepts: isGuarded
                    )
                    for letter in all where letter.id < end { guarded.append(letter.id) }
                    return Selection(ids: free.map(\.id), guarded: guarded, hasMore: next != nil)
                }
            }
        }
    }

    // MARK: The gateway

    /// What the payment gateway says about a letter's record.
    enum GatewayWord: Sendable {
        case conclusion(GatewayErrand.Conclusion?)
        case trouble(String)
    }

    /// Questions on their way at once.
    private static let questions = 32

    /// Asks the gateway about those of some letters that are about it.
    private func askGateway(
        about ids: [DeadLetterID],
        _ request: RedriveRequest
    ) async -> [DeadLetterID: GatewayWord] {
        var waiting = ids.filter { mayAsk(about: $0, request) }[...]
        return await withTaskGroup(of: (DeadLetterID, GatewayWord)?.self) { group in
            for id in waiting.prefix(Self.questions) { group.addTask { await self.ask(about: id) } }
            waiting = waiting.dropFirst(Self.questions)
            var words: [DeadLetterID: GatewayWord] = [:]
            for await answer in group {
                if let (id, word) = answer { words[id] = word }
                if let next = waiting.popFirst() { group.addTask { await self.ask(about: next) } }
            }
            return words
        }
    }

    private func mayAsk(about id: DeadLetterID, _ request: RedriveRequest) -> Bool {
        guard let row = look(id)?.letter.row, row.status == .open else { return false }
        return pipeline.errand(row.group, row.topic) != nil
            && (request.force || row.redrives < RedriveRequest.guardCount)
    }

    private func ask(about id: DeadLetterID) async -> (DeadLetterID, GatewayWord)? {
        guard let found = look(id), let record = found.record else { return nil }
        guard let errand = pipeline.errand(found.letter.row.group, found.letter.row.topic) else { return nil }
        do throws(GatewayTrouble) {
            return (id, .conclusion(try await errand.ask(record)))
        } catch {
            return (id, .trouble(error.reason))
        }
    }

    /// A letter and its record; nil when either cannot be read, which the transaction will say.
    private func look(_ id: DeadLetterID) -> (letter: DeadLetter, record: LogRecord?)? {
        do throws(EngineError) {
            return try engine.read("dead letter") { snapshot throws(EngineError) in
                let row = try stored { () throws(StorageError) in try book.row(id, in: snapshot) }
                guard let letter = row.map({ DeadLetter(id: id, row: $0) }) else { return nil }
                return (letter, try original(letter, in: snapshot)?.record)
            }
        } catch {
            return nil
        }
    }
}

import Commerce
import EventLog
import Storage

/// One redrive of some letters within one transaction, or its rehearsal.
struct RedriveRun {
    let office: LetterOffice
    let request: RedriveRequest
    let actor: Actor
    /// Nil for a rehearsal.
    var trail: AuditTrail?
    let now: Timestamp
    var isRehearsal = false
    /// What the gateway said about letters that are about it.
    var answers: [DeadLetterID: LetterOffice.GatewayWord] = [:]

    /// Redrives one letter after the other.
    ///
    /// - Throws: storage errors, which abort the batch.
    mutating func carryOut(
        _ selection: LetterOffice.Selection,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> LetterReport {
        var outcomes: [LetterOutcome] = []
        for id in selection.ids { outcomes.append(try redrive(id, in: transaction)) }
        for id in selection.guarded { outcomes.append(LetterOutcome(id, .guarded)) }
        return LetterReport(isRehearsal: isRehearsal, outcomes: outcomes, hasMore: selection.hasMore)
    }

    private func redrive(
        _ id: DeadLetterID,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> LetterOutcome {
        let row = try stored { () throws(StorageError) in try office.book.row(id, in: transaction) }
        guard let row else { return LetterOutcome(id, .notFound) }
        guard row.status == .open else { return LetterOutcome(id, .settled) }
        guard row.redrives < RedriveRequest.guardCount || request.force else { return LetterOutcome(id, .guarded) }
        let letter = DeadLetter(id: id, row: row)
        guard let (record, history) = try office.original(letter, in: transaction) else {
            return LetterOutcome(id, .unavailable, error: "The record is no longer kept.")
        }
        let failure: String?
        switch try attempt(letter, record, in: transaction) {
        case .outcome(let outcome): return outcome
        case .handled: failure = nil
        case .failed(let error): failure = error
        }
        if isRehearsal { return LetterOutcome(id, failure == nil ? .wouldSucceed : .wouldFail, error: failure) }
        var settled = row
        (settled.status, settled.settledAt, settled.settledBy) = (.redriven, now, actor.id)
        if let failure { settled.next = try bury(letter, record, history, failure, in: transaction) }
        try stored { () throws(StorageError) in
            try office.book.change(id, from: row, to: settled, in: transaction)
        }
        try trail?.record(.letterRedrive, .letter(id), AuditDiff(row, settled), now: now, in: transaction)
        return LetterOutcome(id, failure == nil ? .redriven : .failed, error: failure, next: settled.next)
    }

    /// How an attempt at a record ended.
    private enum Attempt {
        case handled
        case failed(String)
        /// None was made.
        case outcome(LetterOutcome)
    }

    /// Lets the letter's group handle the record, once. A handler that throws has written nothing.
    private func attempt(
        _ letter: DeadLetter,
        _ record: LogRecord,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Attempt {
        let row = letter.row
        do throws(EngineError) {
            if let worker = office.pipeline.worker(row.group, row.topic) {
                try worker.redrive(record, in: transaction)
                return .handled
            }
            guard office.pipeline.errand(row.group, row.topic) != nil else {
                let detail = "No worker of \(row.group) reads \(row.topic) here."
                return .outcome(LetterOutcome(letter.id, .unavailable, error: detail))
            }
            if isRehearsal { return .outcome(LetterOutcome(letter.id, .wouldAsk)) }
            switch answers[letter.id] {
            case .conclusion(let conclusion):
                try conclusion?(transaction)
                return .handled
            case .trouble(let reason): return .failed(reason)
            case nil:
                return .outcome(LetterOutcome(letter.id, .unavailable, error: "The gateway was not asked; try again."))
            }
        } catch {
            if error.storageError != nil { throw error }
            return .failed(error.summary)
        }
    }

    /// Puts the record aside once more.
    private func bury(
        _ letter: DeadLetter,
        _ record: LogRecord,
        _ history: [FailedAttempt],
        _ error: String,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> DeadLetterID {
        let row = letter.row
        let partition = try logged { () throws(LogError) in
            try office.engine.log.partition(row.topic, row.partition)
        }
        let burial = DeadLetters.Burial(
            record: record,
            group: row.group,
            partition: partition,
            history: DeadLetters.history(history, and: FailedAttempt(at: now, error: error)),
            attempts: row.attempts + 1,
            firstFailedAt: row.firstFailedAt,
            redrives: row.redrives + 1
        )
        return try stored { () throws(StorageError) in
            try office.letters.bury(burial, now: now, in: transaction)
        }
    }
}

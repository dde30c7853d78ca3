import Commerce
import EventLog
import Storage

/// What is asked of the gateway about the records of a topic, and what its answers mean.
protocol GatewayErrand: Sendable {
    /// Writes what an answer means, in the transaction that also moves the group's offset.
    typealias Conclusion = @Sendable (borrowing WriteTransaction) throws(EngineError) -> Void

    /// The group whose offset says what was asked.
    var group: GroupName { get }
    /// The topic whose records are asked about.
    var topic: String { get }

    /// Whether a record still wants an answer.
    ///
    /// - Throws: `.unhandled` and `.orderNotFound` for records nobody can handle.
    func isOpen(
        _ record: LogRecord,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> Bool

    /// Asks the gateway; nil when the record wants no answer any more.
    func ask(_ record: LogRecord) async throws(GatewayTrouble) -> Conclusion?

    /// Records that no attempt was answered, in the transaction that puts the record aside.
    func giveUp(
        _ record: LogRecord,
        reason: String,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError)
}

extension GatewayErrand {
    /// Reads what a record is about; whatever goes wrong with that is a failed attempt.
    func look<Result>(
        _ engine: Engine,
        _ body: (borrowing ReadTransaction) throws(EngineError) -> Result
    ) throws(GatewayTrouble) -> Result {
        do throws(EngineError) {
            return try engine.read("gateway errand", body)
        } catch {
            throw GatewayTrouble(error.summary)
        }
    }
}

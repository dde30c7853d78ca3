import Synchronization

/// A unit of work on its way through the writer.
///
/// A unit may run more than once: when a neighbour fails after it has written, the transaction is thrown away and
/// the others run again. So a unit must not change anything outside the transaction.
class QueuedUnit: @unchecked Sendable {
    // SAFETY: `hasBegun` and subclasses' results are touched by the writer's thread alone until `finish`.
    final var hasBegun = false
    /// Whether it runs after the others of its batch, and only for a share of the time.
    final let isBackground: Bool
    final let isCancelled = Atomic(false)

    init(isBackground: Bool) { self.isBackground = isBackground }

    /// Runs the unit; answers the storage error it ended with, if any.
    func run(_ transaction: borrowing WriteTransaction) -> Outcome { .done }

    /// Hands the result to the caller; `error` replaces it.
    func finish(_ error: StorageError?) {}

    /// How a run ended.
    enum Outcome {
        case done
        /// The unit refused by itself, or was only rehearsed; its neighbours go on.
        case refused
        /// The store failed under it.
        case failed(StorageError)
    }
}

/// A unit with its result and its waiting caller.
final class Unit<Result: Sendable, Failure: StorageFailure>: QueuedUnit, @unchecked Sendable {
    // SAFETY: see QueuedUnit.
    typealias Body = @Sendable (borrowing WriteTransaction) throws(Failure) -> Result
    private let body: Body
    private let resume: @Sendable (Swift.Result<Result, Failure>) -> Void
    private var result: Swift.Result<Result, Failure>?
    /// Whether its writes are thrown away whatever it answers.
    private let isRehearsal: Bool

    init(
        _ body: @escaping Body,
        isBackground: Bool = false,
        isRehearsal: Bool = false,
        resume: @escaping @Sendable (Swift.Result<Result, Failure>) -> Void
    ) {
        self.body = body
        self.resume = resume
        self.isRehearsal = isRehearsal
        super.init(isBackground: isBackground)
    }

    override func run(_ transaction: borrowing WriteTransaction) -> Outcome {
        do throws(Failure) {
            result = .success(try body(transaction))
            return isRehearsal ? .refused : .done
        } catch {
            result = .failure(error)
            guard let failure = error.storageError else { return .refused }
            return .failed(failure)
        }
    }

    override func finish(_ error: StorageError?) {
        if let error {
            resume(.failure(Failure(error)))
        } else if let result {
            resume(result)
        }
    }
}

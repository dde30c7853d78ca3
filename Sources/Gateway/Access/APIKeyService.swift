import Commerce
import Engine

/// Says whose an API key is. Keys that were found good are remembered as tokens are.
final class APIKeyService: Sendable {
    /// Keys that are remembered.
    static let rememberedKeys = 1_024

    private struct Known {
        var principal: Principal
        /// When its use was last written down, or asked to be.
        var notedAt: Timestamp?
    }

    private let engine: Engine
    /// Only ever forgotten by generation, so its era stays 0.
    private let remembered = Remembered<Known>(limit: rememberedKeys)

    init(_ engine: Engine) { self.engine = engine }

    /// Whether a bearer token is an API key.
    static func isKey(_ text: String) -> Bool { text.hasPrefix(Engine.apiKeyPrefix) }

    /// Whose the key is, as of now.
    ///
    /// - Throws: 401 `invalid_api_key` for one that is unknown or revoked.
    func principal(_ secret: String) throws(Problem) -> Principal {
        let generation = engine.accessGeneration
        var known: Known
        if let entry = remembered.find(secret), entry.generation == generation {
            known = entry.value
        } else {
            known = try look(secret)
        }
        let now = engine.time.now
        guard known.notedAt.map({ now.millis(since: $0) >= Engine.apiKeyUseMillis }) ?? true else {
            return known.principal
        }
        known.notedAt = now
        remembered.keep(known, for: secret, generation: generation, era: 0)
        if case .apiKey(let id, _) = known.principal.credential { engine.noteUse(of: id) }
        return known.principal
    }

    /// The same principal, if its key is still accepted.
    func current(_ principal: Principal) throws(Problem) -> Principal {
        guard case .apiKey(let id, _) = principal.credential,
            let key = try asking({ () throws(EngineError) in try engine.apiKey(id) })
        else { throw Problem(.invalidAPIKey) }
        return Principal(key)
    }

    private func look(_ secret: String) throws(Problem) -> Known {
        let generation = engine.accessGeneration
        let key = try asking { () throws(EngineError) in try engine.apiKey(with: secret) }
        guard let key else { throw Problem(.invalidAPIKey) }
        let known = Known(principal: Principal(key), notedAt: key.lastUsedAt)
        remembered.keep(known, for: secret, generation: generation, era: 0)
        return known
    }

    private func asking<Result>(_ body: () throws(EngineError) -> Result) throws(Problem) -> Result {
        do throws(EngineError) {
            return try body()
        } catch {
            throw Problem(engine: error)
        }
    }
}

package import Commerce
import Logging
import Storage

extension Engine {
    /// How often the use of a key is written down at most, in milliseconds.
    package static let apiKeyUseMillis: Int64 = 3_600_000

    /// The API key that a request carries; nil for one that is unknown or revoked.
    package func apiKey(with secret: String) throws(EngineError) -> APIKey? {
        try read("API key") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                guard let id = try tables.apiKeysByHash.get(Self.tokenHash(secret), in: snapshot)?.id else {
                    return nil
                }
                return try accepted(id, in: snapshot)
            }
        }
    }

    /// An API key by its id; nil for one that is unknown or revoked.
    package func apiKey(_ id: APIKeyID) throws(EngineError) -> APIKey? {
        try read("API key") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in try accepted(id, in: snapshot) }
        }
    }

    private func accepted(
        _ id: APIKeyID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> APIKey? {
        try tables.apiKeys.get(id, in: snapshot).flatMap { $0.key.isRevoked ? nil : $0.key }
    }

    /// Writes down that a key is in use, behind all requests and without anybody waiting for it.
    package func noteUse(of id: APIKeyID) {
        writer.enqueueBackground { [self] transaction throws(EngineError) in
            let now = time.now
            try stored { () throws(StorageError) in
                guard var row = try tables.apiKeys.get(id, in: transaction) else { return }
                if let last = row.key.lastUsedAt, now.millis(since: last) < Self.apiKeyUseMillis { return }
                row.key.lastUsedAt = now
                try tables.apiKeys.put(id, row, in: transaction)
            }
        } completion: { [logger] result in
            if case .failure(let error) = result, error.storageError != .closed {
                logger.warning("the use of an API key was not noted", metadata: ["error": "\(error)"])
            }
        }
    }
}

import Commerce
import Engine
import Storage
import TestSupport
import Testing

/// Keys that programs act with.
@Suite(.timeLimit(.minutes(10))) struct APIKeyTests {
    private static let draft = CreateAPIKey(name: "till", scopes: [.ordersRead, .inventoryWrite])

    @Test func `a key is made by administrators, found by what its holder sends, and kept as a hash`() async throws {
        let first = try await EngineHarness()
        let boss = try await first.person("boss", role: .admin)
        let (key, secret) = try await first.engine.createAPIKey(Self.draft, by: boss)
        #expect(secret.hasPrefix("tp_") && secret.utf8.count == 46)
        #expect(key.createdBy == boss.id && key.lastUsedAt == nil && !key.isRevoked)
        #expect(try first.engine.apiKey(with: secret) == key)
        for other in ["", "tp_", String(secret.dropLast()), secret + "a"] {
            #expect(try first.engine.apiKey(with: other) == nil)
        }
        let shop = try await first.reopened()
        #expect(try shop.engine.apiKey(with: secret) == key)
        #expect(try shop.engine.apiKey(key.id) == key)
        try await shop.close()
        let file = try #require(SmallFile.read("\(shop.folder.path)/data/store/data.mdb"))
        #expect(!contains(file, Array(secret.utf8)))
        #expect(contains(file, Array("till".utf8)))
    }

    @Test func `keys want an administrator, a name and something to do`() async throws {
        let shop = try await EngineHarness()
        for role in [Role.user, .system] {
            let actor = Actor(id: nil, role: role)
            await #expect(throws: EngineError.accessDenied) {
                try await shop.engine.createAPIKey(Self.draft, by: actor)
            }
            #expect(throws: EngineError.accessDenied) { try shop.engine.apiKeys(skip: 0, limit: 1, as: actor) }
            await #expect(throws: EngineError.accessDenied) {
                try await shop.engine.revokeAPIKey(APIKeyID(high: 1, low: 1), by: actor)
            }
        }
        for name in ["", "  ", String(repeating: "a", count: 101)] {
            await #expect(throws: EngineError.apiKeyName) {
                try await shop.engine.createAPIKey(CreateAPIKey(name: name, scopes: [.ordersRead]), by: .admin)
            }
        }
        await #expect(throws: EngineError.apiKeyScopes) {
            try await shop.engine.createAPIKey(CreateAPIKey(name: "till", scopes: []), by: .admin)
        }
        try await shop.close()
    }

    @Test func `keys are listed newest first, revoked ones with their time, which are refused`() async throws {
        let shop = try await EngineHarness()
        var made: [(key: APIKey, secret: String)] = []
        for number in 0..<5 {
            shop.time.advance(millis: 1)
            let draft = CreateAPIKey(name: "key \(number)", scopes: [.ordersRead])
            made.append(try await shop.engine.createAPIKey(draft, by: .admin))
        }
        let generation = shop.engine.accessGeneration
        try await shop.engine.revokeAPIKey(made[3].key.id, by: .admin)
        #expect(shop.engine.accessGeneration > generation)
        #expect(try shop.engine.apiKey(with: made[3].secret) == nil && shop.engine.apiKey(made[3].key.id) == nil)
        #expect(try shop.engine.apiKey(with: made[2].secret) != nil)
        for id in [made[3].key.id, APIKeyID(high: 1, low: 1)] {
            await #expect(throws: EngineError.apiKeyNotFound) { try await shop.engine.revokeAPIKey(id, by: .admin) }
        }
        let page = try shop.engine.apiKeys(skip: 1, limit: 2, as: .admin)
        #expect(page.keys.map(\.name) == ["key 3", "key 2"] && page.total == 5 && page.hasMore)
        #expect(page.keys.map(\.revokedAt) == [shop.time.now, nil])
        let rest = try shop.engine.apiKeys(skip: 0, before: page.keys.last?.id, limit: 9, as: .admin)
        #expect(rest.keys.map(\.name) == ["key 1", "key 0"] && !rest.hasMore)
        try await shop.close()
    }

    @Test func `the use of a key is written once an hour`() async throws {
        let shop = try await EngineHarness()
        let (key, secret) = try await shop.engine.createAPIKey(Self.draft, by: .admin)
        func noted() async throws -> Timestamp? {
            shop.engine.noteUse(of: key.id)
            try await shop.fence()
            return try shop.engine.apiKey(with: secret)?.lastUsedAt
        }
        let start = shop.time.now
        #expect(try await noted() == start)
        shop.time.advance(millis: Engine.apiKeyUseMillis - 1)
        #expect(try await noted() == start)
        shop.time.advance(millis: 1)
        #expect(try await noted() == shop.time.now)
        try await shop.close()
    }

    @Test func `a key without its hash is found by the check`() async throws {
        let shop = try await EngineHarness()
        _ = try await shop.engine.createAPIKey(Self.draft, by: .admin)
        let tables = shop.engine.tables
        try await shop.engine.writer.submit { (transaction: borrowing WriteTransaction) throws(StorageError) in
            var hashes: [[UInt8]] = []
            try tables.apiKeysByHash.scan(in: transaction) { hash, _ in
                hashes.append(hash)
                return .next
            }
            for hash in hashes { _ = try tables.apiKeysByHash.delete(hash, in: transaction) }
        }
        let lines = try await shop.closeAndCheck().lines
        #expect(lines.contains { $0.contains("its hash does not lead to it") })
    }
}

/// Whether some bytes stand anywhere in a file.
func contains(_ file: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first, file.count >= wanted.count else { return false }
    var start = file.startIndex
    while let found = file[start...].firstIndex(of: first), found + wanted.count <= file.count {
        if file[found..<(found + wanted.count)].elementsEqual(wanted) { return true }
        start = found + 1
    }
    return false
}

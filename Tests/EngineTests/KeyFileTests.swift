import Commerce
import Storage
import TestSupport
import Testing

@testable import Engine

/// The keys of access tokens as files.
@Suite(.timeLimit(.minutes(10))) struct KeyFileTests {
    private struct Keys {
        let folder: TemporaryDirectory
        let directory: DataDirectory
        let time = ManualTime()
        let files: KeyFiles

        init() throws {
            folder = try TemporaryDirectory()
            directory = DataDirectory(folder.path)
            files = KeyFiles(directory, time: time, entropy: Entropy(SeededRandom(1)))
        }

        func settle(lifetime: Int = 900, elsewhere: Bool = false) throws -> [KeyFile] {
            try files.settle(.hs256, lifetimeSeconds: lifetime, signsElsewhere: elsewhere) { [1] }
        }
    }

    @Test func `the first key is made once and comes back as it was`() throws {
        let keys = try Keys()
        let made = try keys.settle()
        #expect(made.count == 1 && made[0].secret == [1] && made[0].lifetimeSeconds == 900)
        #expect(made[0].retiredAt == nil && made[0].endsAt == nil)
        #expect(try keys.settle() == made)
        #expect(try keys.directory.secretNames() == [made[0].name])
        #expect(try keys.files.all(.rs256).isEmpty)
        var status = KeyFile(id: made[0].id, algorithm: .rs256, secret: [0, 255, 7])
        (status.lifetimeSeconds, status.retiredAt) = (60, Timestamp(millis: 5))
        #expect(KeyFile(name: status.name, status.bytes) == status)
    }

    @Test func `a new key retires the old one, which goes when its tokens have expired`() throws {
        let keys = try Keys()
        let old = try keys.settle(lifetime: 600)[0]
        keys.time.advance(millis: -5_000)
        let new = try keys.files.add(.hs256, [2])
        #expect(new.id > old.id)
        let both = try keys.settle(lifetime: 300)
        #expect(both.map(\.secret) == [[1], [2]] && both.map(\.lifetimeSeconds) == [600, 300])
        #expect(both[0].endsAt == keys.time.now.adding(millis: 660_000) && both[1].endsAt == nil)
        // Looking again does not begin the time anew.
        keys.time.advance(millis: 659_999)
        #expect(try keys.settle(lifetime: 300) == both)
        keys.time.advance(millis: 1)
        #expect(try keys.settle(lifetime: 300) == [both[1]])
        #expect(try keys.directory.secretNames() == [both[1].name])
    }

    @Test func `a key knows the longest lifetime that it has signed for`() throws {
        let keys = try Keys()
        _ = try keys.settle(lifetime: 900)
        #expect(try keys.settle(lifetime: 7_200)[0].lifetimeSeconds == 7_200)
        #expect(try keys.settle(lifetime: 60)[0].lifetimeSeconds == 7_200)
    }

    @Test func `a secret from outside retires the files, and without it the newest signs again`() throws {
        let keys = try Keys()
        #expect(try keys.settle(elsewhere: true).isEmpty)
        #expect(try keys.directory.secretNames().isEmpty)
        let own = try keys.settle()[0]
        let retired = try keys.settle(elsewhere: true)
        #expect(retired.map(\.retiredAt) == [keys.time.now])
        #expect(try keys.settle() == [own])
    }

    @Test func `the one key of an older directory goes on verifying, and signing when it is alone`() throws {
        let keys = try Keys()
        let secret = [UInt8](repeating: 9, count: 32)
        try keys.directory.writeSecret("jwt-hs256", secret)
        let taken = try keys.settle()
        #expect(taken.map(\.secret) == [secret] && taken[0].retiredAt == nil)
        #expect(taken[0].lifetimeSeconds == KeyFiles.longestLifetimeSeconds)
        #expect(try keys.directory.secretNames() == [taken[0].name])
        // A stop between the two steps of taking over leaves both files.
        try keys.directory.writeSecret("jwt-hs256", secret)
        #expect(try keys.settle() == taken)
        // One that was added before the server took it over is the newer one.
        let other = try Keys()
        try other.directory.writeSecret("jwt-hs256", secret)
        try other.files.add(.hs256, [2])
        #expect(try other.settle().map(\.secret) == [secret, [2]])
    }

    @Test func `a file that is cut off or altered is damage`() throws {
        let keys = try Keys()
        let file = try keys.settle()[0]
        for bytes in [Array(file.bytes.dropLast(5)), Array("tradepost token key 2\nend\n".utf8), Array("\n".utf8)] {
            try keys.directory.writeSecret(file.name, bytes)
            #expect(throws: StorageError.self) { try keys.settle() }
        }
    }

    @Test func `the holder of a directory is named while it is held`() async throws {
        let shop = try await EngineHarness()
        let directory = DataDirectory("\(shop.folder.path)/data")
        #expect(try directory.holder() != nil)
        try await shop.close()
        #expect(try directory.holder() == nil)
        #expect(try DataDirectory("\(shop.folder.path)/nowhere").holder() == nil)
    }
}

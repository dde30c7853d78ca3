import Commerce
package import Storage

/// The keys of access tokens in a data directory: the newest signs, the others verify until every token they can have
/// signed has expired.
///
/// New keys are new files, so whoever adds one needs no lock; only the server rewrites and removes them.
package struct KeyFiles: Sendable {
    /// The key of stores from before there were several: 32 bytes as they are.
    private static let oldName = "jwt-hs256"
    /// The longest lifetime that tokens could be given, in seconds; for a key that does not say.
    package static let longestLifetimeSeconds = 10_080 * 60

    private let directory: DataDirectory
    private let time: any TimeSource
    private let entropy: Entropy

    package init(_ directory: DataDirectory, time: any TimeSource, entropy: Entropy) {
        self.directory = directory
        self.time = time
        self.entropy = entropy
    }

    /// The algorithm's keys, oldest first.
    ///
    /// - Throws: `.damagedFile` for one that cannot be read.
    package func all(_ algorithm: TokenAlgorithm) throws(StorageError) -> [KeyFile] {
        var files: [KeyFile] = []
        for name in try directory.secretNames() where KeyFile.id(name, algorithm) != nil {
            guard let file = KeyFile(name: name, try directory.readSecret(name)) else {
                throw .damagedFile(path: "\(directory.keysPath)/\(name)", reason: "it is no complete key")
            }
            files.append(file)
        }
        return files.sorted { $0.id < $1.id }
    }

    /// Adds a key, which signs as soon as the server has seen it.
    @discardableResult
    package func add(_ algorithm: TokenAlgorithm, _ secret: [UInt8]) throws(StorageError) -> KeyFile {
        // Also when the clock was set back, the new key is the newest.
        if let newest = try all(algorithm).last { entropy.continueBehind(newest.id) }
        let file = KeyFile(id: entropy.identifier(at: time.now), algorithm: algorithm, secret: secret)
        try write(file)
        return file
    }

    /// Brings the files up to date and answers the keys that count, oldest first. For the server alone.
    ///
    /// Afterwards the key that signs knows the lifetime of its tokens, all others know since when they do not sign, and
    /// those whose tokens have all expired are gone.
    ///
    /// - Parameters:
    ///   - lifetimeSeconds: of the tokens that will be signed.
    ///   - signsElsewhere: another key signs, from outside of the directory.
    ///   - make: makes the secret of the first key when there is none and one is needed.
    package func settle(
        _ algorithm: TokenAlgorithm,
        lifetimeSeconds: Int,
        signsElsewhere: Bool = false,
        make: () throws(StorageError) -> [UInt8]
    ) throws(StorageError) -> [KeyFile] {
        if algorithm == .hs256 { try takeOverOldFile() }
        var files = try all(algorithm)
        if files.isEmpty, !signsElsewhere { files = [try add(algorithm, try make())] }
        var kept: [KeyFile] = []
        for (index, before) in files.enumerated() {
            var file = before
            if index == files.count - 1, !signsElsewhere {
                file.retiredAt = nil
                file.lifetimeSeconds = max(file.lifetimeSeconds, lifetimeSeconds)
            } else {
                file.retiredAt = file.retiredAt ?? time.now
            }
            if let end = file.endsAt, end <= time.now {
                try directory.removeSecret(file.name)
                continue
            }
            if file != before { try write(file) }
            kept.append(file)
        }
        return kept
    }

    private func write(_ file: KeyFile) throws(StorageError) { try directory.writeSecret(file.name, file.bytes) }

    /// Gives the one key of an older directory a file of the new form.
    private func takeOverOldFile() throws(StorageError) {
        guard try directory.secretNames().contains(Self.oldName) else { return }
        let secret = try directory.readSecret(Self.oldName)
        let known = try all(.hs256)
        if !known.contains(where: { $0.secret == secret }) {
            // Older than a key that was added meanwhile.
            let id: Identifier<KeyFileTag> = .version7(millis: 0, randomHigh: 0, randomLow: entropy.bits())
            var file = KeyFile(id: id, algorithm: .hs256, secret: secret)
            file.lifetimeSeconds = Self.longestLifetimeSeconds
            try write(file)
        }
        try directory.removeSecret(Self.oldName)
    }
}

package import Engine

/// The keys of one algorithm: one signs, all verify.
package struct KeySet: Sendable {
    /// The key that signs.
    package let signing: SigningKey
    /// Keys that verify besides.
    package let others: [SigningKey]

    /// A set of keys of one algorithm, for only one is ever verified.
    ///
    /// - Parameter others: those of another algorithm are left out.
    package init(signing: SigningKey, others: [SigningKey] = []) {
        self.signing = signing
        self.others = others.filter { $0.algorithm == signing.algorithm && $0.id != signing.id }
    }

    /// The keys of files, of which the newest signs; nil when there is none or one cannot be used.
    package init?(_ files: [KeyFile]) {
        let keys = files.compactMap { SigningKey($0) }
        guard keys.count == files.count, let signing = keys.last else { return nil }
        self.init(signing: signing, others: keys.dropLast())
    }

    /// The only algorithm that is verified.
    package var algorithm: TokenAlgorithm { signing.algorithm }

    var all: [SigningKey] { [signing] + others }
}

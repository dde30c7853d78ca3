import ArgumentParser
import Commerce
import Engine
import Logging
import Storage

/// `tradepost admin`: the accounts that run the shop.
struct Admin: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make accounts that run the shop.",
        subcommands: [Create.self]
    )

    /// `tradepost admin create EMAIL`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an administrator's account on the data directory of a server that is stopped.",
            discussion:
                "The password is asked for, or read from standard input when that is no terminal: its first line."
        )

        @OptionGroup var data: DataOptions
        @Argument(help: "The address to log in with.") var email: String
        @Flag(help: "Make an account that is there already an administrator's; its password stays.") var promote = false

        func run() async throws {
            guard let address = EmailAddress(email) else {
                throw Failure(line: "\(email) is not an e-mail address", exitCode: 64)
            }
            let engine = try open()
            do {
                try await run(engine, address)
            } catch {
                await engine.close()
                throw error
            }
            await engine.close()
        }

        private func run(_ engine: Engine, _ address: EmailAddress) async throws {
            let known = try reporting { () throws(EngineError) in try engine.user(with: address) }
            if promote {
                guard known != nil else {
                    throw Failure(line: "\(address) has no account: leave out --promote to make one", exitCode: 1)
                }
                let (_, hasChanged) = try await reporting(waiting: { () async throws(EngineError) in
                    try await engine.promote(address)
                })
                Output.line(
                    hasChanged ? "\(address) is an administrator now" : "\(address) is an administrator already"
                )
                return
            }
            guard known == nil else {
                throw Failure(
                    line: "\(address) has an account already: --promote makes it an administrator's",
                    exitCode: 1
                )
            }
            let password = try PasswordPrompt.newPassword(for: address.text)
            _ = try await reporting(waiting: { () async throws(EngineError) in
                try await engine.register(
                    Registration(email: address, password: password, fullName: nil, phone: nil, role: .admin)
                )
            })
            Output.line("\(address) is an administrator now")
        }

        private func open() throws -> Engine {
            ignoreKeyRotation()
            let settings = Settings(file: "\(data.data)/tradepost.env")
            let configuration = try settings.engineConfiguration(isDemo: false, in: data.directory)
            return try reporting { () throws(EngineError) in
                try Engine(
                    opening: data.directory,
                    options: Environment.Options(drawEpoch: drawEpoch),
                    configuration: configuration,
                    time: SystemTime(),
                    entropy: Entropy(),
                    logger: Logger(label: "tradepost") { StreamLogHandler.standardError(label: $0) }
                ) { error in Output.error(error.description) }
            }
        }
    }
}

/// Makes the administrator that the settings name, once: an account that is there is never changed.
struct FirstAdmin {
    private let email: EmailAddress
    private let password: String?

    /// Nil when the settings name none.
    ///
    /// - Throws: for an address or a password that cannot be used, and for a password without an address.
    init?(_ settings: Settings) throws {
        let password = try settings.secret("ADMIN_PASSWORD")
        guard let text = try settings.secret("ADMIN_EMAIL") else {
            if password != nil { throw Failure(line: "ADMIN_PASSWORD is set and ADMIN_EMAIL is not", exitCode: 78) }
            return nil
        }
        guard let email = EmailAddress(text) else {
            throw Failure(line: "ADMIN_EMAIL is not an e-mail address", exitCode: 78)
        }
        self.email = email
        self.password = password
    }

    /// Makes the account unless its address has one.
    ///
    /// - Throws: when it has to be made and there is no password that can be used.
    func make(in engine: Engine, _ logger: Logger) async throws {
        if let known = try reporting({ () throws(EngineError) in try engine.user(with: email) }) {
            if known.role != .admin || !known.isActive {
                logger.warning("ADMIN_EMAIL names an account that is no active administrator's; it is left as it is")
            }
            return
        }
        guard let password else {
            throw Failure(line: "ADMIN_EMAIL has no account yet: set ADMIN_PASSWORD as well", exitCode: 78)
        }
        guard PasswordRule.accepts(password) else {
            let range = PasswordRule.byteRange
            throw Failure(
                line: "ADMIN_PASSWORD has not \(range.lowerBound) to \(range.upperBound) bytes",
                exitCode: 78
            )
        }
        _ = try await reporting(waiting: { () async throws(EngineError) in
            try await engine.register(
                Registration(email: email, password: password, fullName: nil, phone: nil, role: .admin)
            )
        })
        logger.notice("the first administrator's account was made")
    }
}

package import Commerce
import Engine

extension EngineHarness {
    /// Makes an account and answers who it is for commands.
    package func person(_ name: String = "ada", role: Role = .user) async throws -> Actor {
        guard let email = EmailAddress("\(name)@example.com") else { throw TestSupportError.failed("no address") }
        let registration = Registration(
            email: email,
            password: "correct horse",
            fullName: nil,
            phone: nil,
            role: role
        )
        return Actor(id: try await engine.register(registration).user.id, role: role)
    }
}

extension Actor {
    /// An administrator without an account.
    package static let admin = Actor(id: nil, role: .admin)

    /// The customer whose orders are the actor's own; nobody's without an account.
    package var customer: CustomerID { id.map(CustomerID.account) ?? .guest("nobody") }
}

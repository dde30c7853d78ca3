import Commerce

/// Who may use an endpoint. Checked in one place, `Gatekeeper`, before the body is read.
///
/// What somebody may see of what they use (their own orders and nobody else's) is `Actor`'s business.
enum AccessRule: Sendable, Equatable {
    /// Anybody; credentials are not looked at.
    case open
    /// Anybody; whoever sends credentials is known by them.
    case guest
    /// Somebody with credentials; in a demonstration anybody, who then acts in the given role.
    case demo(Role)
    /// Somebody with credentials.
    case signedIn
    /// Somebody with an account of their own; no API key.
    case account
    /// Administrators and programs of the shop.
    case staff
    /// Administrators.
    case admin

    /// Whether credentials are needed when the server does not run as a demonstration.
    var needsCredentials: Bool {
        switch self {
        case .open, .guest: false
        case .demo, .signedIn, .account, .staff, .admin: true
        }
    }

    /// Why somebody may not use the endpoint; nil when they may.
    func refusal(_ principal: Principal?, isDemo: Bool) -> ErrorCode? {
        switch self {
        case .open, .guest: return nil
        case .demo: return principal != nil || isDemo ? nil : .authenticationRequired
        case .signedIn: return principal == nil ? .authenticationRequired : nil
        case .account, .staff, .admin:
            guard let principal else { return .authenticationRequired }
            return admits(principal) ? nil : .accessDenied
        }
    }

    private func admits(_ principal: Principal) -> Bool {
        switch self {
        case .account: principal.actor.id != nil
        case .staff: principal.role != .user
        case .admin: principal.role == .admin
        case .open, .guest, .demo, .signedIn: true
        }
    }

    /// As whom somebody without credentials acts.
    var anonymousRole: Role {
        if case .demo(let role) = self { role } else { .user }
    }
}

/// Who looks at an order: what its notes for the shop alone are hidden from.
package enum OrderViewer: Hashable, Sendable {
    /// The customer, or anybody in a demonstration.
    case customer
    /// The people and programs of the shop, who see everything.
    case staff

    /// How somebody with a role sees orders.
    package init(role: Role) {
        self = role == .user ? .customer : .staff
    }
}

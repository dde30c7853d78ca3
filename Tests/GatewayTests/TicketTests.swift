import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// Tickets for WebSockets.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TicketTests {
    private func office(_ time: ManualTime) -> TicketOffice {
        TicketOffice(time: time, entropy: Entropy(SeededRandom(1)))
    }

    private func principal(_ number: UInt64) -> Principal {
        Principal(
            user: UserID(high: 0, low: number),
            role: .user,
            session: SessionID(high: 0, low: number),
            expiresAt: Timestamp(millis: .max)
        )
    }

    @Test func `a ticket is good once, for thirty seconds, for the one it was given to`() {
        let time = ManualTime()
        let office = office(time)
        let (first, second) = (office.issue(for: principal(1)), office.issue(for: principal(2)))
        #expect(first != second && Base64URL.decode(first)?.count == 32)
        #expect(office.redeem(second) == principal(2))
        #expect(office.redeem(second) == nil && office.redeem("") == nil && office.redeem("x") == nil)
        time.advance(millis: 29_999)
        #expect(office.redeem(first) == principal(1))
        let late = office.issue(for: principal(1))
        time.advance(millis: 30_000)
        #expect(office.redeem(late) == nil)
        #expect(office.count == 0)
    }

    @Test func `memory is bounded, for all and for each`() {
        let time = ManualTime()
        let office = office(time)
        let mine = (0...TicketOffice.ticketsPerPrincipal).map { _ in office.issue(for: principal(0)) }
        #expect(office.count == TicketOffice.ticketsPerPrincipal)
        #expect(office.redeem(mine[0]) == nil && office.redeem(mine[2]) != nil)
        for number in 1...UInt64(TicketOffice.tickets) { _ = office.issue(for: principal(number)) }
        #expect(office.count == TicketOffice.tickets)
        #expect(office.redeem(mine[10]) == nil)
        time.advance(millis: 30_000)
        _ = office.issue(for: principal(0))
        #expect(office.count == 1)
    }

    @Test func `a socket opens with a ticket, once, unless its session has ended`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let (ada, bob) = (try await server.person(), try await server.person("bob"))
            let tickets = server.access.tickets
            let principal = try await server.access.principal(ada.token)
            let ticket = tickets.issue(for: principal)
            let (client, answer) = try await server.upgrade("/ws/orders/\(ada.id)?ticket=\(ticket)")
            #expect(answer.status == 101)
            try await client.close()
            let foreign = tickets.issue(for: principal)
            let ended = tickets.issue(for: principal)
            for (path, status) in [
                ("/ws/orders/\(ada.id)?ticket=\(ticket)", 401), ("/ws/orders/\(ada.id)?ticket=x", 401),
                ("/ws/orders/\(bob.id)?ticket=\(foreign)", 403), ("/ws/orders/\(ada.id)", 401),
            ] {
                let (client, answer) = try await server.upgrade(path)
                #expect(answer.status == status)
                #expect(answer["www-authenticate"]?.hasPrefix("Bearer") == (status == 401 ? true : nil))
                try await client.close()
            }
            try await server.shop.engine.revokeSession(ada.session, of: ada.user.id)
            let (late, refused) = try await server.upgrade("/ws/orders/\(ada.id)?ticket=\(ended)")
            #expect(refused.status == 401)
            try await late.close()
        }
    }

    @Test func `a program's socket needs the scope to read orders`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            for (scope, status) in [(Scope.ordersRead, 101), (.ordersWrite, 403)] {
                let draft = CreateAPIKey(name: "till", scopes: [scope])
                let (_, secret) = try await server.shop.engine.createAPIKey(draft, by: .admin)
                let (client, answer) = try await server.upgrade(
                    "/ws/orders/\(ada.id)",
                    "Authorization: Bearer \(secret)"
                )
                #expect(answer.status == status)
                try await client.close()
            }
        }
    }
}

import Commerce
import TestSupport
import Testing

@testable import Engine

/// What somebody typed, cursors, and the addresses of accounts.
@Suite(.timeLimit(.minutes(10))) struct OrderSearchTests {
    @Test(
        arguments: [
            ("A-10001", OrderSearch.number(10_001)), ("a-10001", .number(10_001)), ("  10001 ", .number(10_001)),
            ("999999999", .number(999_999_999)), ("A-1234567890", .number(1_234_567_890)),
            ("1234 5678 90", OrderSearch.tracking("1234567890")),
            ("1z999aa10123456784", OrderSearch.tracking("1Z999AA10123456784")),
            ("ada", .email("ada")), ("Ada@Example", .email("ada@example")),
            ("1234567890@example", .email("1234567890@example")),
            ("hello world", .email("hello world")), ("A-", .email("a-")),
        ] as [(String, OrderSearch?)]
    )
    func `the form says what is searched for`(text: String, search: OrderSearch?) {
        #expect(search != nil && OrderSearch(text: text) == search)
    }

    @Test(arguments: ["01a1fe31", "01A1FE31-6C11", "01a1fe31-6c11-71f0-841a-71e5d997229d"])
    func `the beginning of an id is the range of ids that begin with it`(text: String) throws {
        guard case .identifier(let prefix) = OrderSearch(text: text) else {
            Issue.record("\(text) is no beginning of an id")
            return
        }
        let last = try #require(prefix.end)
        let low = text.lowercased()
        #expect(prefix.first.text.hasPrefix(low))
        #expect(OrderID(number: last.number - 1).text.hasPrefix(low))
        #expect(!last.text.hasPrefix(low) && !OrderID(number: prefix.first.number - 1).text.hasPrefix(low))
    }

    @Test func `nothing but spaces and endless texts are no search`() {
        #expect(OrderSearch(text: "   ") == nil && OrderSearch(text: "") == nil)
        #expect(OrderSearch(text: String(repeating: "a", count: 256)) == nil)
    }

    @Test func `a cursor survives as a text, and belongs to one list`() async throws {
        var shelf = try await OrderShelf(seed: 41)
        try await shelf.add(30)
        let engine = shelf.shop.engine
        let filter = OrderFilter(statuses: [.paid, .failed, .pending, .shipped])
        let cursor = try #require(try engine.orders(filter, limit: 3).next)
        #expect(OrderCursor(text: cursor.text) == cursor)
        #expect(OrderCursor(text: cursor.text + "0") == nil && OrderCursor(text: "x" + cursor.text.dropFirst()) == nil)
        var others = [OrderFilter(), OrderFilter(customer: OrderShelf.customers[0]), filter, filter, filter, filter]
        others[2].createdAfter = .epoch
        others[3].createdBefore = .epoch
        others[4].minTotal = .zero
        others[5].search = OrderSearch(text: "ada")
        for other in others {
            #expect(throws: EngineError.orderList(.foreignCursor)) {
                try engine.orders(other, after: cursor, limit: 3)
            }
        }
        #expect(throws: EngineError.orderList(.foreignCursor)) {
            try engine.orders(filter, sort: .oldestFirst, after: cursor, limit: 3)
        }
        try await shelf.close()
    }

    // MARK: Addresses

    @Test func `an address finds the account's orders and those that name it, each once`() async throws {
        let shop = try await EngineHarness()
        let ada = try await account(shop, "ada@example.com")
        let bob = try await account(shop, "bob@example.com")
        // Every draft of the sample shop names buyer@example.com.
        let buyer = try await account(shop, "buyer@example.com")
        var ids: [OrderID] = []
        for customer in [ada, bob, buyer, ada] {
            ids.append(try await shop.place(SampleShop.draft([SampleShop.line("mug")], customer: customer)).id)
        }
        func find(_ text: String, of customer: CustomerID? = nil) throws -> [OrderID] {
            var filter = OrderFilter(customer: customer)
            filter.search = OrderSearch(text: text)
            let page = try shop.engine.orders(filter, limit: 10)
            #expect(page.total == UInt64(page.orders.count))
            return page.orders.map(\.id)
        }
        #expect(try find("ADA@") == [ids[3], ids[0]])
        #expect(try find("buyer@example.com") == ids.reversed())
        #expect(try find("b") == ids.reversed())
        #expect(try find("bob") == [ids[1]])
        #expect(try find("nobody@") == [])
        // Somebody who sees their own orders only finds among these.
        #expect(try find("bob", of: ada) == [] && find("ada", of: ada) == [ids[3], ids[0]])
        #expect(try find("buyer", of: bob) == [ids[1]])
        try await shop.close()
    }

    @Test func `too many addresses are refused, but not to those who see their own orders`() async throws {
        let shop = try await EngineHarness()
        for number in 0...OrderAddressBook.limit { _ = try await account(shop, "user\(number)@example.com") }
        let first = try await account(shop, "other@example.com")
        var filter = OrderFilter()
        filter.search = OrderSearch(text: "user")
        #expect(throws: EngineError.orderList(.tooManyAddresses)) { try shop.engine.orders(filter, limit: 10) }
        filter.customer = first
        #expect(try shop.engine.orders(filter, limit: 10).total == 0)
        filter = OrderFilter()
        filter.search = OrderSearch(text: "user1@")
        #expect(try shop.engine.orders(filter, limit: 10).total == 0)
        try await shop.close()
    }

    private func account(_ shop: EngineHarness, _ address: String) async throws -> CustomerID {
        let email = try #require(EmailAddress(address))
        let registration = Registration(email: email, password: "correct horse", fullName: nil, phone: nil, role: .user)
        return .account(try await shop.engine.register(registration).0.id)
    }
}

extension OrderSearch {
    fileprivate static func tracking(_ text: String) -> OrderSearch? {
        TrackingNumber(text).map { .trackingNumber($0) }
    }
}

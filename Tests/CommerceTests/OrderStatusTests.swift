import Commerce
import Testing

struct OrderStatusTests {
    /// Written out by hand, apart from the code: one row per state, one column per target, in the order of the states.
    private static let table: [OrderStatus: String] = [
        .pending: " v     cf",
        .validated: "  p    cf",
        .processing: "   p   cf",
        .paid: "    f  cf",
        .fulfilled: "     s cf",
        .shipped: "      d f",
        .delivered: "         ",
        .cancelled: "         ",
        .failed: "         ",
    ]

    @Test(arguments: OrderStatus.allCases, OrderStatus.allCases)
    func `the state machine allows exactly the moves of the table`(from: OrderStatus, to: OrderStatus) throws {
        let row = Array(try #require(Self.table[from]))
        #expect(from.canMove(to: to) == (row[Int(to.rawValue)] != " "))
        #expect(from.next.contains(to) == from.canMove(to: to))
    }

    @Test func `terminal and cancellable states`() {
        #expect(OrderStatus.allCases.filter(\.isTerminal) == [.delivered, .cancelled, .failed])
        #expect(OrderStatus.allCases.filter(\.isCancellable) == [.pending, .validated, .processing, .paid, .fulfilled])
    }

    @Test func `only the way to delivered counts as reached`() {
        #expect(OrderStatus.paid.hasReached(.pending))
        #expect(OrderStatus.paid.hasReached(.paid))
        #expect(!OrderStatus.paid.hasReached(.fulfilled))
        #expect(!OrderStatus.cancelled.hasReached(.pending))
        #expect(!OrderStatus.failed.hasReached(.cancelled))
        #expect(OrderStatus.failed.hasReached(.failed))
    }

    /// Every command for an order in every state: carried out, or refused with an error that a worker can tell apart.
    @Test(arguments: OrderStatus.allCases)
    func `a command that comes again or too late is recognisable, one that comes too early is not skipped`(
        status: OrderStatus
    ) throws {
        let journey = try Journey(to: status)
        let commands: [(target: OrderStatus, run: (inout Journey) throws -> Void)] = [
            (.validated, { try $0.validate() }), (.processing, { try $0.request(id: PaymentID(high: 9, low: 9)) }),
            (.fulfilled, { try $0.fulfil() }), (.shipped, { try $0.ship() }), (.delivered, { try $0.deliver() }),
        ]
        for command in commands {
            var copy = journey
            do {
                try command.run(&copy)
                #expect(status.canMove(to: command.target))
                #expect(copy.order.status == command.target)
            } catch let rejection as OrderRejection {
                #expect(!status.canMove(to: command.target))
                #expect(rejection.isSkippable == (status.hasReached(command.target) || status.isTerminal))
                #expect(copy.order == journey.order)
            }
        }
    }
}

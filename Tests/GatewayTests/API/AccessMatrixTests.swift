import Commerce
import Engine
import EventLog
import HTTPTypes
import TestSupport
import Testing

@testable import Gateway

/// Who may do what: every endpoint, asked by everybody.
@Suite struct AccessMatrixTests {
    /// Those who ask. The things asked for are Ada's.
    enum Visitor: CaseIterable {
        case anonymous, owner, other, admin, scopedKey, otherKey
    }

    /// What an endpoint answers to each visitor, in their order.
    struct Row {
        var statuses: [Int]
        /// What stands in for the path's parameters.
        var things: Things = .none
        var body: String?
        /// What stands behind the path.
        var query = ""

        enum Things {
            case none, order, paidOrder, product, payment, refund, reservation, user, session, apiKey, code
            case webhook, delivery, letter, topic, worker, consumer, notification
        }
    }

    private static let everybody = [200, 200, 200, 200, 200, 200]
    private static let adminOnly = [401, 403, 403, 200, 403, 403]
    private static let public403 = [200, 200, 200, 200, 200, 403]

    /// By operation id. An endpoint without a row fails the test.
    static let rows: [String: Row] = [
        "register": Row(
            statuses: [201, 201, 201, 201, 201, 201],
            body: #"{"email":"$NEW","password":"correct horse"}"#
        ),
        "logIn": Row(statuses: everybody, body: #"{"email":"ada@example.com","password":"correct horse"}"#),
        "refresh": Row(statuses: everybody, body: #"{"refresh_token":"$REFRESH"}"#),
        "logOut": Row(statuses: [204, 204, 204, 204, 204, 204], body: #"{"refresh_token":"$REFRESH"}"#),
        "issueTicket": Row(statuses: [401, 201, 201, 201, 201, 403]),
        "listSessions": Row(statuses: [401, 200, 200, 200, 403, 403]),
        "endSessions": Row(statuses: [401, 204, 204, 204, 403, 403]),
        "endSession": Row(statuses: [401, 204, 404, 404, 403, 403], things: .session),
        "getMe": Row(statuses: [401, 200, 200, 200, 403, 403]),
        "changeMe": Row(statuses: [401, 200, 200, 200, 403, 403], body: #"{"phone":"1"}"#),
        "listUsers": Row(statuses: [401, 403, 403, 200, 403, 403]),
        "getUser": Row(statuses: [401, 403, 403, 200, 403, 403], things: .user),
        "changeUser": Row(statuses: [401, 403, 403, 200, 403, 403], things: .user, body: #"{"tier":"gold"}"#),
        "createAPIKey": Row(
            statuses: [401, 403, 403, 201, 403, 403],
            body: #"{"name":"till","scopes":["orders:read"]}"#
        ),
        "listAPIKeys": Row(statuses: [401, 403, 403, 200, 403, 403]),
        "revokeAPIKey": Row(statuses: [401, 403, 403, 204, 403, 403], things: .apiKey),
        "placeOrder": Row(statuses: [401, 201, 422, 403, 201, 403], body: mugForAda),
        "listOrders": Row(statuses: [401, 200, 200, 200, 200, 403]),
        "getOrder": Row(statuses: [401, 200, 404, 200, 200, 403], things: .order),
        "listOrderEvents": Row(statuses: [401, 200, 404, 200, 200, 403], things: .order),
        "deleteOrder": Row(statuses: [401, 200, 404, 200, 200, 403], things: .order),
        "cancelOrder": Row(statuses: [401, 200, 404, 200, 200, 403], things: .order),
        "changeOrder": Row(statuses: [401, 403, 403, 200, 403, 403], things: .order, body: #"{"note":"x"}"#),
        "listOrderNotes": Row(statuses: [401, 200, 404, 200, 200, 403], things: .order),
        "addOrderNote": Row(statuses: [401, 403, 403, 201, 403, 403], things: .order, body: #"{"text":"x"}"#),
        "listProducts": Row(statuses: public403),
        "getProduct": Row(statuses: public403, things: .product),
        "getProductImage": Row(statuses: public403, things: .product),
        "createProduct": Row(
            statuses: [401, 403, 403, 201, 201, 403],
            body: #"{"sku":"$NEW","name":"Vase","price":1}"#
        ),
        "changeProduct": Row(statuses: [401, 403, 403, 200, 200, 403], things: .product, body: #"{"name":"Bar"}"#),
        "removeProduct": Row(statuses: [401, 403, 403, 200, 200, 403], things: .product),
        "importProducts": Row(statuses: [401, 403, 403, 200, 200, 403], body: "sku,name,price\nTP-M,Mug,1\n"),
        "exportProducts": Row(statuses: [401, 403, 403, 200, 200, 403]),
        "listStock": Row(statuses: public403),
        "getStock": Row(statuses: public403, things: .product),
        "setStockThreshold": Row(
            statuses: [401, 403, 403, 200, 200, 403],
            things: .product,
            body: #"{"low_stock_threshold":1}"#
        ),
        "adjustStock": Row(
            statuses: [401, 403, 403, 200, 200, 403],
            things: .product,
            body: #"{"delta":1,"reason":"x"}"#
        ),
        "listStockMovements": Row(statuses: [401, 403, 403, 200, 200, 403], things: .product),
        "explainStock": Row(statuses: [401, 403, 403, 200, 200, 403], things: .product),
        "reserveStock": Row(
            statuses: [401, 403, 403, 201, 201, 403],
            body: #"{"items":[{"product_id":"mug","quantity":1}]}"#
        ),
        "getReservation": Row(statuses: [401, 404, 404, 200, 200, 403], things: .reservation),
        "extendReservation": Row(
            statuses: [401, 403, 403, 200, 200, 403],
            things: .reservation,
            body: #"{"ttl_s":60}"#
        ),
        "releaseReservation": Row(statuses: [401, 403, 403, 200, 200, 403], things: .reservation),
        "requestPayment": Row(
            statuses: [401, 409, 404, 403, 403, 403],
            things: .paidOrder,
            body: #"{"order_id":"$ID","amount":29.99}"#
        ),
        "getPayment": Row(statuses: [401, 200, 404, 200, 200, 403], things: .payment),
        "refundPayment": Row(statuses: [401, 403, 403, 201, 403, 403], things: .payment, body: #"{"amount":0.01}"#),
        "getRefund": Row(statuses: [401, 200, 404, 200, 200, 403], things: .refund),
        "createWebhook": Row(statuses: [401, 201, 201, 201, 201, 403], body: #"{"url":"https://8.8.8.8/"}"#),
        "listWebhooks": Row(statuses: [401, 200, 200, 200, 200, 403]),
        "getWebhook": Row(statuses: [401, 200, 404, 200, 200, 403], things: .webhook),
        "changeWebhook": Row(statuses: [401, 200, 404, 200, 200, 403], things: .webhook, body: #"{"format":"thin"}"#),
        "deleteWebhook": Row(statuses: [401, 200, 404, 200, 200, 403], things: .webhook),
        "testWebhook": Row(statuses: [401, 202, 404, 202, 202, 403], things: .webhook),
        "rotateWebhookSecret": Row(statuses: [401, 200, 404, 200, 200, 403], things: .webhook, body: "{}"),
        "replayWebhook": Row(
            statuses: [401, 202, 404, 202, 202, 403],
            things: .webhook,
            body: #"{"from":"earliest"}"#
        ),
        "pauseWebhook": Row(statuses: [401, 200, 404, 200, 200, 403], things: .webhook),
        "resumeWebhook": Row(statuses: [401, 200, 404, 200, 200, 403], things: .webhook, body: "{}"),
        "listWebhookDeliveries": Row(statuses: [401, 200, 404, 200, 200, 403], things: .webhook),
        "getWebhookDelivery": Row(statuses: [401, 200, 404, 200, 200, 403], things: .delivery),
        "redeliverWebhook": Row(statuses: [401, 202, 404, 202, 202, 403], things: .delivery),
        "sendNotification": Row(
            statuses: [401, 403, 403, 201, 201, 403],
            body: #"{"customer_id":"$ADA","type":"in_app","message":"x"}"#
        ),
        "listNotifications": Row(statuses: [401, 200, 200, 200, 200, 403]),
        "getNotification": Row(statuses: [401, 200, 404, 200, 200, 403], things: .notification),
        "readNotification": Row(statuses: [401, 200, 404, 404, 403, 403], things: .notification),
        "getNotificationSettings": Row(statuses: [401, 200, 200, 200, 403, 403]),
        "changeNotificationSettings": Row(statuses: [401, 200, 200, 200, 403, 403], body: #"{"sms":false}"#),
        "listAudit": Row(statuses: adminOnly),
        "listEvents": Row(statuses: [401, 403, 403, 200, 200, 403]),
        // Whoever may read a stream is told that this place is none, so that it ends.
        "streamEvents": Row(statuses: [401, 403, 403, 422, 422, 403], query: "?after=x"),
        "getGroup": Row(statuses: [401, 403, 403, 200, 200, 403], things: .worker),
        "commitGroup": Row(
            statuses: [401, 403, 403, 200, 200, 403],
            things: .consumer,
            body: #"{"offsets":[{"topic":"order_created","partition":0,"offset":0}]}"#
        ),
        "listDeadLetters": Row(statuses: adminOnly),
        "getDeadLetter": Row(statuses: [401, 403, 403, 404, 403, 403], things: .letter),
        "editDeadLetter": Row(statuses: [401, 403, 403, 404, 403, 403], things: .letter, body: #"{"value":{}}"#),
        "redriveDeadLetters": Row(statuses: adminOnly, body: #"{"ids":["7"]}"#),
        "discardDeadLetters": Row(statuses: adminOnly, body: #"{"ids":["7"],"reason":"x"}"#),
        "listTopics": Row(statuses: adminOnly),
        "listRecords": Row(statuses: adminOnly, things: .topic),
        "listGroups": Row(statuses: adminOnly),
        "resetGroup": Row(statuses: adminOnly, things: .worker, body: #"{"to":"latest","dry_run":true}"#),
        "listWorkers": Row(statuses: adminOnly),
        "pauseWorker": Row(statuses: adminOnly, things: .worker),
        "resumeWorker": Row(statuses: adminOnly, things: .worker),
        "greet": Row(statuses: everybody),
        "getHealth": Row(statuses: everybody),
        "getLiveness": Row(statuses: everybody),
        "getReadiness": Row(statuses: everybody),
        "getMetrics": Row(statuses: everybody),
        "getPrometheusMetrics": Row(statuses: everybody),
        "getOpenAPI": Row(statuses: everybody),
        "getOpenAPIYAML": Row(statuses: everybody),
        "getPostmanCollection": Row(statuses: everybody),
        "getTokenKeys": Row(statuses: everybody),
        "listErrors": Row(statuses: everybody),
        "getError": Row(statuses: everybody, things: .code),
    ]

    private static let mugForAda = """
        {"user_id":"$ADA","items":[{"product_id":"mug","quantity":1,"unit_price":29.99}],"total_amount":29.99}
        """

    @Test func `every endpoint answers everybody as the table says`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let scene = try await AccessScene(server)
            let names = Set(server.table.endpoints.map(\.name))
            #expect(names == Set(Self.rows.keys), "\(names.symmetricDifference(Self.rows.keys))")
            for endpoint in server.table.endpoints {
                guard let row = Self.rows[endpoint.name] else { continue }
                for (visitor, status) in zip(Visitor.allCases, row.statuses) {
                    let answer = try await scene.ask(endpoint, row, as: visitor)
                    #expect(answer.status == status, "\(endpoint.name) as \(visitor): \(answer.body.prefix(300))")
                }
            }
        }
    }
}

/// Ada with her things, and the others who ask for them.
private struct AccessScene {
    typealias Visitor = AccessMatrixTests.Visitor
    typealias Row = AccessMatrixTests.Row

    let server: ShopServer
    private let ada: ShopServer.Person
    private let bob: ShopServer.Person
    private let boss: ShopServer.Person

    init(_ server: ShopServer) async throws {
        self.server = server
        ada = try await server.person("ada")
        bob = try await server.person("bob")
        boss = try await server.person("boss", role: .admin)
    }

    /// Sends the request of a row; what it is about is made anew for each, as some of it ends by being asked for.
    func ask(_ endpoint: Endpoint, _ row: Row, as visitor: Visitor) async throws -> RawAnswer {
        let id = try await make(row.things)
        let fresh = server.shop.engine.entropy.requestID(at: server.shop.time.now)
        var path = endpoint.documentPath
        for name in endpoint.pathParameters { path = path.replacing("{\(name)}", with: id) }
        var body = row.body
        if let text = body {
            var text = text.replacing("$NEW", with: endpoint.name == "register" ? "\(fresh)@example.com" : fresh)
            text = text.replacing("$ID", with: id).replacing("$ADA", with: ada.id)
            if text.contains("$REFRESH") { text = text.replacing("$REFRESH", with: try await logIn().refreshToken) }
            body = text
        }
        var fields = try await credentials(visitor, endpoint)
        if let type = endpoint.body?.type { fields.append("Content-Type: \(type)") }
        return try await server.send(endpoint.method.rawValue, path + row.query, body: body, fields: fields)
    }

    private func credentials(_ visitor: Visitor, _ endpoint: Endpoint) async throws -> [String] {
        switch visitor {
        case .anonymous: return []
        case .owner: return ["Authorization: Bearer \(try await server.token(of: ada))"]
        case .other: return ["Authorization: Bearer \(try await server.token(of: bob))"]
        case .admin: return ["Authorization: Bearer \(try await server.token(of: boss))"]
        case .scopedKey: return ["X-API-Key: \(try await key(endpoint.scope.map { [$0] } ?? Set(Scope.allCases)))"]
        case .otherKey:
            return ["X-API-Key: \(try await key(Set(Scope.allCases.filter { $0 != endpoint.scope }.prefix(1))))"]
        }
    }

    private func key(_ scopes: Set<Scope>) async throws -> String {
        try await server.shop.engine.createAPIKey(CreateAPIKey(name: "till", scopes: scopes), by: boss.actor).secret
    }

    private func logIn() async throws -> Credentials {
        try await server.shop.engine.logIn(email: "ada@example.com", password: "correct horse")
    }

    // MARK: Things

    private func make(_ things: Row.Things) async throws -> String {
        switch things {
        case .none: return ""
        case .product: return "bar"
        case .code: return "not_found"
        case .letter: return "7"
        case .topic: return "order_created"
        case .worker: return "inventory-group"
        case .consumer: return "books"
        case .user: return bob.id
        case .session: return try await logIn().session.text
        case .apiKey:
            let draft = CreateAPIKey(name: "till", scopes: [.ordersRead])
            return try await server.shop.engine.createAPIKey(draft, by: boss.actor).key.id.text
        case .reservation:
            let answer = try await server.shop.engine.reserveStock(
                [ProductQuantity(product: try #require(ProductID("mug")), quantity: 1)],
                for: nil,
                lifetimeSeconds: 60,
                by: .shop,
                idempotency: nil
            )
            return try text("reservation_id", answer)
        case .webhook: return try await webhook().text
        case .delivery:
            let answer = try await server.shop.engine.testWebhook(webhook(), by: ada.actor, idempotency: nil)
            return try text("delivery_id", answer)
        case .notification:
            let draft = MessageDraft(
                customer: .account(ada.user.id),
                channels: [.inApp],
                writing: Notice.Writing(subject: nil, message: "x")
            )
            let answer = try await server.shop.engine.sendMessage(draft, by: boss.actor, idempotency: nil)
            return try text("notification_id", answer)
        case .order: return try await place(isSettled: false)
        case .paidOrder: return try await place(isSettled: true)
        case .payment: return try await payment()
        case .refund:
            let id = try #require(PaymentID(text: try await payment()))
            let answer = try await server.shop.engine.refundPayment(
                id,
                .everything,
                reason: "x",
                by: boss.actor,
                idempotency: nil
            )
            return try text("refund_id", answer)
        }
    }

    /// Ada's only webhook.
    private func webhook() async throws -> WebhookID {
        let engine = server.shop.engine
        for old in try engine.webhooks(skip: 0, before: nil, limit: 100, for: ada.actor).endpoints {
            _ = try await engine.deleteWebhook(old.id, by: ada.actor, idempotency: nil)
        }
        let draft = WebhookDraft(url: try WebhookURL("https://8.8.8.8/", allowsPrivate: false))
        let answer = try await engine.createWebhook(draft, by: ada.actor, idempotency: nil)
        return try #require(WebhookID(text: try text("webhook_id", answer)))
    }

    /// An order of Ada's: one for tomorrow's stages, or one that has gone through them.
    private func place(isSettled: Bool) async throws -> String {
        let customer = CustomerID.account(ada.user.id)
        let draft = try SampleShop.draft([try SampleShop.line("mug")], customer: customer)
        let answer = try await server.shop.engine.placeOrder(draft, as: ada.actor, idempotency: nil)
        let id = try text("order_id", answer)
        // An order goes through all its stages in two or three passes.
        for _ in 0..<(isSettled ? 5 : 0) { try await server.pipeline.runOnce() }
        return id
    }

    private func payment() async throws -> String {
        let id = try #require(OrderID(text: try await place(isSettled: true)))
        return try #require(try server.shop.order(id).payment).text
    }

    private func text(_ name: String, _ answer: CommandAnswer) throws -> String {
        try #require(try JSONDocument(parsing: answer.body).root[name]?.string)
    }
}

extension ShopServer.Person {
    fileprivate var actor: Actor { Actor(id: user.id, role: user.role) }
}

extension ShopServer {
    /// A token of a new session.
    fileprivate func token(of person: Person) async throws -> String {
        let session = try await shop.engine.logIn(email: person.user.email.text, password: "correct horse").session
        return try await tokens.sign(person.user, session)
    }
}

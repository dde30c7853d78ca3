import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/notifications` and `/users/me/notification-settings`: what customers are told, and how.
struct NotificationRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/notifications",
                "sendNotification",
                "Send a message to a customer",
                for: .staff,
                scope: .notificationsWrite,
                send
            )
            .details(
                "`type` names a channel, or what it is about: then it goes over every channel, and the answer is the "
                    + "one in the shop. A channel that is not there, not wanted or has no address is skipped."
            )
            .takes(
                .newNotification,
                example: [
                    "customer_id": "0197a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", "type": "email",
                    "subject": "Your order", "message": "It leaves tomorrow.",
                ]
            )
            .answers(.created, "The notification", .notification)
            .refuses(.userNotFound),
            Endpoint(
                .get,
                "/notifications",
                "listNotifications",
                "What you were told, newest first",
                for: .signedIn,
                scope: .notificationsRead,
                list
            )
            .details("The people and programs of the shop see everybody's, or those of one customer.")
            .query(Parameter.paging)
            .query(
                .query("customer_id", .string(min: 1, max: CustomerID.guestByteLimit), "Only of this customer."),
                .query("channel", .words(NotificationChannel.self), "Only on this channel."),
                .query("status", .words(NotificationStatus.self), "Only with this status."),
                .query("unread", .boolean, "Only those that nobody has read.")
            )
            .answers(.ok, "A page of notifications; `total` is null", .page(of: .notification)),
            Endpoint(
                .get,
                "/notifications/{notification_id}",
                "getNotification",
                "A notification",
                for: .signedIn,
                scope: .notificationsRead,
                get
            )
            .answers(.ok, "The notification", .notification)
            .refuses(.notificationNotFound),
            Endpoint(
                .post,
                "/notifications/{notification_id}/read",
                "readNotification",
                "Say that you have read it",
                for: .account,
                read
            )
            .details("On whichever channel: the same words on the others are read too.")
            .answers(.ok, "The notification", .notification)
            .refuses(.notificationNotFound),
            Endpoint(
                .get,
                "/users/me/notification-settings",
                "getNotificationSettings",
                "On which channels you are told",
                for: .account,
                settings
            )
            .answers(.ok, "The channels", .notificationSettings),
            Endpoint(
                .patch,
                "/users/me/notification-settings",
                "changeNotificationSettings",
                "Choose on which channels you are told",
                for: .account,
                changeSettings
            )
            .details("What is shown in the shop cannot be switched off.")
            .takes(.notificationSettingsChange, example: ["sms": false])
            .answers(.ok, "The channels", .notificationSettings),
        ]
    }

    private func send(_ call: Call) async throws -> Response {
        let draft = try call.read { NotificationBody.message(&$0) }
        return try await engine.sendMessage(draft, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    private func list(_ call: Call) async throws -> Response {
        let paging = try Paging(call.request)
        var filter = NotificationFilter(
            customer: call.visibleCustomer,
            channel: try call.query("channel", in: NotificationChannel.self),
            status: try call.query("status", in: NotificationStatus.self),
            isUnread: try call.query("unread", Flag.self)?.isTrue ?? false
        )
        if let text = call.query("customer_id") {
            guard let customer = CustomerID(text: text) else {
                throw Problem("customer_id", code: "invalid", "A customer's id is expected.")
            }
            guard call.visibleCustomer.map({ $0 == customer }) ?? true else {
                throw Problem("customer_id", code: "not_yours", "This must be your own id.")
            }
            filter.customer = customer
        }
        let cursor = try call.request.cursor { NotificationID(text: $0) }
        let (page, next) = try engine.notifications(
            filter,
            skip: cursor == nil ? paging.skip : 0,
            after: cursor,
            limit: paging.limit
        )
        return paging.page(of: page, total: nil, nextCursor: next?.text) { NotificationJSON.write($0, to: &$1) }
    }

    private func get(_ call: Call) async throws -> Response {
        .json(NotificationJSON.render(try engine.notification(try call.notificationID(), for: call.actor)))
    }

    private func read(_ call: Call) async throws -> Response {
        let id = try call.notificationID()
        return try await engine.readNotification(id, by: call.actor, idempotency: call.idempotency).response(engine)
    }

    // MARK: Settings

    private func settings(_ call: Call) async throws -> Response {
        .json(NotificationJSON.render(try engine.notificationSettings(of: try call.account())))
    }

    private func changeSettings(_ call: Call) async throws -> Response {
        let change = try call.read { NotificationBody.settings(&$0) }
        let answer = try await engine.changeNotificationSettings(
            of: try call.account(),
            email: change.email,
            sms: change.sms,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }
}

extension Call {
    fileprivate func notificationID() throws(Problem) -> NotificationID {
        try id("notification_id", .notificationNotFound) { NotificationID(text: $0) }
    }

    /// A parameter of the query that is a word of a closed vocabulary.
    ///
    /// - Throws: 422 for another word.
    func query<Value: Coded>(_ name: String, in type: Value.Type) throws(Problem) -> Value? {
        guard let text = query(name) else { return nil }
        guard let value = Value(text: text) else {
            let words = Value.allCases.map(\.text).joined(separator: ", ")
            throw Problem(name, code: "unknown_value", "One of \(words) is expected.")
        }
        return value
    }
}

import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// What administrators do to an order: move it on, correct its parcel, write notes.
struct OrderChangeRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .patch,
                "/orders/{order_id}",
                "changeOrder",
                "Change an order's status, parcel or notes",
                for: .admin,
                change
            )
            .details("What may be set is decided by the order's status; 409 says what would be possible.")
            .takes(.orderChange, example: ["status": "delivered"])
            .answers(.ok, "The order, changed", .order, versioned: true)
            .refuses(.orderNotFound, .invalidTransition, .orderNotCancellable)
            .conditional,
            Endpoint(
                .get,
                "/orders/{order_id}/notes",
                "listOrderNotes",
                "An order's notes, oldest first",
                for: .demo(.user),
                scope: .ordersRead,
                limit: .readOrders,
                notes
            )
            .answers(.ok, "The notes that you may read", .notes)
            .refuses(.orderNotFound),
            Endpoint(
                .post,
                "/orders/{order_id}/notes",
                "addOrderNote",
                "Write a note about an order",
                for: .admin,
                addNote
            )
            .takes(.newNote, example: ["text": "Rang twice.", "visible_to_customer": false])
            .answers(.created, "The order with its notes", .order, versioned: true)
            .refuses(.orderNotFound)
            .conditional,
        ]
    }

    private func change(_ call: Call) async throws -> Response {
        let change = try call.read { OrderChangeBody.read(&$0) }
        let answer = try await engine.changeOrder(
            try call.orderID(),
            change,
            as: call.actor,
            expected: call.expectedVersion,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }

    private func addNote(_ call: Call) async throws -> Response {
        let note = try call.read { OrderChangeBody.readNote(&$0) }
        let answer = try await engine.addNote(
            note,
            to: try call.orderID(),
            as: call.actor,
            expected: call.expectedVersion,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }

    private func notes(_ call: Call) async throws -> Response {
        let notes = try engine.order(try call.orderID(), for: call.actor).notes(for: call.viewer)
        return .json { json in
            json.key("data")
            OrderJSON.write(notes, to: &json)
        }
    }
}

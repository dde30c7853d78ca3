import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// `/reservations`: goods set aside for a while, for administrators and programs of the shop.
struct ReservationRoutes {
    let engine: Engine

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post,
                "/reservations",
                "reserveStock",
                "Set goods aside",
                for: .demo(.system),
                scope: .inventoryWrite,
                reserve
            )
            .details("All lines or none. What is not released or extended is given back when its time is over.")
            .takes(.newReservation, example: ["items": [["product_id": "prod-001", "quantity": 2]], "ttl_s": 600])
            .answers(.created, "The reservation", .reservation)
            .refuses(.orderNotFound, .insufficientStock, .unknownProduct, .invalidTransition),
            Endpoint(
                .get,
                "/reservations/{reservation_id}",
                "getReservation",
                "A reservation",
                for: .demo(.system),
                scope: .inventoryRead,
                get
            )
            .answers(.ok, "The reservation", .reservation)
            .refuses(.reservationNotFound),
            Endpoint(
                .post,
                "/reservations/{reservation_id}/extend",
                "extendReservation",
                "Keep goods aside for longer",
                for: .demo(.system),
                scope: .inventoryWrite,
                extend
            )
            .takes(.reservationExtension, example: ["ttl_s": 600])
            .answers(.ok, "The reservation", .reservation)
            .refuses(.reservationNotFound, .reservationEnded),
            Endpoint(
                .delete,
                "/reservations/{reservation_id}",
                "releaseReservation",
                "Give goods back",
                for: .demo(.system),
                scope: .inventoryWrite,
                release
            )
            .answers(.ok, "The reservation, released", .reservation)
            .refuses(.reservationNotFound, .reservationEnded),
        ]
    }

    private func reserve(_ call: Call) async throws -> Response {
        let wanted = try call.read { StockBody.reservation(&$0) }
        let answer = try await engine.reserveStock(
            wanted.items,
            for: wanted.order,
            lifetimeSeconds: wanted.lifetimeSeconds,
            by: call.actor,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }

    private func get(_ call: Call) async throws -> Response {
        .json(StockJSON.render(try engine.reservation(try call.reservationID(), for: call.actor)))
    }

    private func extend(_ call: Call) async throws -> Response {
        let id = try call.reservationID()
        let seconds = try call.read { StockBody.extension(&$0) }
        let answer = try await engine.extendReservation(
            id,
            lifetimeSeconds: seconds,
            by: call.actor,
            idempotency: call.idempotency
        )
        return answer.response(engine)
    }

    private func release(_ call: Call) async throws -> Response {
        let id = try call.reservationID()
        return try await engine.releaseReservation(id, by: call.actor, idempotency: call.idempotency).response(engine)
    }
}

extension Call {
    fileprivate func reservationID() throws(Problem) -> ReservationID {
        try id("reservation_id", .reservationNotFound) { ReservationID(text: $0) }
    }
}

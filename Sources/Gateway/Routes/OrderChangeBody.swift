import Commerce
import Engine

/// The bodies of `PATCH /orders/{id}` and `POST /orders/{id}/notes`: all problems collected.
enum OrderChangeBody {
    private static let changing = ["status", "carrier", "tracking_number", "note"]
    /// The longest tracking number that is looked at, as typed, spaces included.
    private static let trackingLimit = 60

    static func read(_ body: inout FieldReader) -> OrderChange? {
        body.unknownFields(allowed: changing + ["reason", "visible_to_customer"])
        if !changing.contains(where: { body.optional($0) != nil }) {
            body.report("status", code: "required", detail: "One of \(changing.joined(separator: ", ")) is expected.")
        }
        let carrier = readCarrier(&body)
        let tracking = body.optionalString("tracking_number", min: 1, max: trackingLimit)
        let move = readMove(&body, carrier, tracking)
        // A hand-over takes carrier and number itself; anything else leaves them to be corrected.
        var parcel: OrderChange.Parcel?
        if move?.target != .shipped, carrier != nil || tracking != nil {
            parcel = OrderChange.Parcel(carrier: carrier, tracking: tracking)
        }
        return OrderChange(move: move, parcel: parcel, note: readPatchNote(&body))
    }

    /// `{text, visible_to_customer?}`.
    static func readNote(_ body: inout FieldReader) -> OrderChange.Note? {
        body.unknownFields(allowed: ["text", "visible_to_customer"])
        let text = body.requiredString("text", max: OrderNote.lengthLimit, text: .paragraphs)
        let isVisible = body.optionalBool("visible_to_customer") ?? false
        return text.map { OrderChange.Note(text: $0, isVisibleToCustomer: isVisible) }
    }

    private static func readPatchNote(_ body: inout FieldReader) -> OrderChange.Note? {
        let text = body.optionalString("note", min: 1, max: OrderNote.lengthLimit, text: .paragraphs)
        let isVisible = body.optionalBool("visible_to_customer")
        if isVisible != nil, body.optional("note") == nil {
            body.report("visible_to_customer", code: "out_of_place", detail: "This is said of a `note`.")
        }
        return text.map { OrderChange.Note(text: $0, isVisibleToCustomer: isVisible ?? false) }
    }

    private static func readCarrier(_ body: inout FieldReader) -> Carrier? {
        guard let name = body.optionalString("carrier", max: 20) else { return nil }
        if let carrier = Carrier(name: name) { return carrier }
        let names = Carrier.allCases.map(\.text).joined(separator: ", ")
        body.report("carrier", code: "unknown_value", detail: "One of \(names) is expected.")
        return nil
    }

    private static func readMove(
        _ body: inout FieldReader,
        _ carrier: Carrier?,
        _ tracking: String?
    ) -> OrderChange.Move? {
        let reason = body.optionalString("reason", min: 1, max: Order.cancelReasonLimit)
        let text = body.optionalString("status", max: 20)
        let status = text.flatMap { OrderStatus(text: $0) }
        if text != nil, status == nil {
            let names = OrderStatus.allCases.map(\.text).joined(separator: ", ")
            body.report("status", code: "unknown_value", detail: "One of \(names) is expected.")
        }
        if body.optional("reason") != nil, status != .cancelled, status != .failed {
            body.report("reason", code: "out_of_place", detail: "This goes with the status cancelled or failed.")
        }
        switch status {
        case nil: return nil
        case .delivered: return .delivered
        case .cancelled: return .cancelled(reason: reason)
        case .failed:
            if body.required("reason") == nil { return nil }
            return reason.map { .failed(reason: $0) }
        case .shipped:
            let given = (body.required("carrier"), body.required("tracking_number"))
            guard given.0 != nil, given.1 != nil, let carrier, let tracking else { return nil }
            return .shipped(carrier, tracking: tracking)
        case let other?: return .other(other)
        }
    }
}

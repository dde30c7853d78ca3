import Commerce
import Engine
import Hummingbird
import HummingbirdCore

/// What `GET /orders` is asked for: filter, sort and place, with everything that is wrong said at once.
struct OrderListQuery {
    var filter: OrderFilter
    var sort: OrderSort
    /// Where the list goes on; a page number does not count then.
    var cursor: OrderCursor?
    let paging: Paging

    /// What may be asked for, besides the page.
    static let parameters: [Parameter] = [
        .query("user_id", .string(max: CustomerID.guestByteLimit), "Only this customer's; a customer sees their own."),
        .query(
            "status",
            .string(max: 120).example("paid,fulfilled"),
            "One or more of \(statusNames), with commas between."
        ),
        .query("created_after", time, "Placed at or after this time or date."),
        .query("created_before", time, "Placed before this time or date."),
        .query("updated_after", time, "Changed at or after this time or date."),
        .query("updated_before", time, "Changed before this time or date."),
        .query("min_total", amount, "Of at least this amount."),
        .query("max_total", amount, "Of at most this amount."),
        .query("product_id", .string(max: ProductID.byteLimit), "With this product."),
        .query("payment_method", .string(max: PaymentMethod.limit), "Paid this way, in any case."),
        .query("failed_code", .words(FailureCode.self), "Failed for this reason."),
        .query("tracking_number", .string(max: TrackingNumber.byteLimit), "Shipped under this number."),
        .query(
            "q",
            .string(max: OrderSearch.byteLimit),
            "An order's number or id, an e-mail address, a tracking number."
        ),
        .query("sort", .oneOf(OrderSort.allCases.map(\.rawValue)).standard("-created_at"), "What comes first."),
    ]

    private static let time = Schema.string(max: 40).example("2026-02-20T10:30:00Z")
    private static let amount = Schema.string(max: 20).example("29.99")

    /// - Parameter customer: whose orders may be seen; nil for everybody's.
    /// - Throws: 422 with all that cannot be used, 403 for another customer's orders.
    init(_ request: Request, visible customer: CustomerID?) throws(Problem) {
        var fields = QueryFields(request)
        filter = Self.filter(&fields)
        sort =
            fields.value("sort", code: "unknown_value", "One of \(Self.list(OrderSort.allCases.map(\.rawValue))).") {
                OrderSort(rawValue: $0)
            } ?? .newestFirst
        cursor = fields.value("cursor", code: "invalid", "Send `next_cursor` as it came.") { OrderCursor(text: $0) }
        do throws(Problem) {
            paging = try Paging(request)
        } catch {
            throw Problem(error.code, errors: fields.problems + error.errors)
        }
        guard fields.problems.isEmpty else { throw Problem(.validationError, errors: fields.problems) }
        guard let customer else { return }
        guard filter.customer == nil || filter.customer == customer else { throw Problem(.accessDenied) }
        filter.customer = customer
    }

    // MARK: Filter

    private static func filter(_ fields: inout QueryFields) -> OrderFilter {
        let customer = fields.value("user_id", code: "invalid", "A user's id is expected.") { CustomerID(text: $0) }
        var filter = OrderFilter(customer: customer, statuses: statuses(&fields))
        filter.createdAfter = time("created_after", &fields)
        filter.createdBefore = time("created_before", &fields)
        filter.updatedAfter = time("updated_after", &fields)
        filter.updatedBefore = time("updated_before", &fields)
        filter.minTotal = amount("min_total", &fields)
        filter.maxTotal = amount("max_total", &fields)
        filter.product = fields.value("product_id", code: "invalid", "A product's id is expected.") { ProductID($0) }
        filter.paymentMethod = fields.value("payment_method", code: "invalid", "1–50 characters are expected.") {
            PaymentMethod($0)
        }
        let codes = list(FailureCode.allCases.map(\.text))
        filter.failure = fields.value("failed_code", code: "unknown_value", "One of \(codes).") {
            FailureCode(text: $0)
        }
        let digits = "Up to \(TrackingNumber.byteLimit) letters, digits and dashes are expected."
        filter.trackingNumber = fields.value("tracking_number", code: "invalid", digits) { TrackingNumber(spaced: $0) }
        let sign = "1–\(OrderSearch.byteLimit) bytes that are not only spaces are expected."
        filter.search = fields.value("q", code: "invalid", sign) { OrderSearch(text: $0) }
        return filter
    }

    /// Statuses with commas between; `completed` is everything from the moment on when the goods are taken out of stock.
    private static func statuses(_ fields: inout QueryFields) -> Set<OrderStatus> {
        fields.value("status", code: "unknown_value", "One or more of \(statusNames), with commas between.") { text in
            var statuses: Set<OrderStatus> = []
            for name in text.split(separator: ",", omittingEmptySubsequences: false) {
                if name == "completed" {
                    statuses.formUnion([.fulfilled, .shipped, .delivered])
                } else if let status = OrderStatus(text: String(name)) {
                    statuses.insert(status)
                } else {
                    return nil
                }
            }
            return statuses
        } ?? []
    }

    private static func time(_ name: String, _ fields: inout QueryFields) -> Timestamp? {
        fields.value(name, code: "invalid", "A time (RFC 3339) or a date is expected.") { text in
            Timestamp(text: text) ?? Timestamp(text: "\(text)T00:00:00Z")
        }
    }

    private static func amount(_ name: String, _ fields: inout QueryFields) -> Money? {
        fields.value(name, code: "invalid", "An amount from 0 to \(Money.maximum) is expected.") { text in
            do throws(AmountError) {
                return try Money.parse(text)
            } catch {
                return nil
            }
        }
    }

    private static let statusNames = list(OrderStatus.allCases.map(\.text) + ["completed"])

    private static func list(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }
}

/// Reads query parameters and gathers what is wrong with them.
private struct QueryFields {
    private let parameters: FlatDictionary<Substring, Substring>
    private(set) var problems: [FieldProblem] = []

    init(_ request: Request) { parameters = request.uri.queryParameters }

    /// A parameter's value, nil when it is absent or, noted as a problem, cannot be read.
    mutating func value<Value>(
        _ name: String,
        code: String,
        _ expected: String,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = parameters[name[...]] else { return nil }
        if let value = parse(String(text)) { return value }
        problems.append(FieldProblem(pointer: "/\(name)", code: code, detail: expected))
        return nil
    }
}

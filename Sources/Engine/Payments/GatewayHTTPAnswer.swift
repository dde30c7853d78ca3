import Commerce

/// What came back over HTTP, and what it means. Only a clear word takes money or turns a customer down; everything else
/// is unknown and asked again, a configuration that is wrong at either end included.
struct GatewayHTTPAnswer: Sendable {
    /// The longest reference that is kept, in bytes.
    private static let referenceLimit = 128
    /// The longest message that is kept, in Unicode scalars.
    private static let messageLimit = 200

    var status: Int
    var retryAfter: String?
    var body: [UInt8]

    init(status: Int, retryAfter: String? = nil, body: [UInt8]) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }

    /// The answer to a payment: 200 and 201 with `approved` or `declined`, 402 is declined.
    func charge() throws(GatewayTrouble) -> GatewayAnswer {
        let json = try verdict()
        switch (status, json?["status"]?.string) {
        case (402, _), (200...201, "declined"):
            let code = Self.failureCode(json?["code"]?.string)
            return .declined(code, message: Self.text(json?["message"]) ?? Self.sentence(code))
        case (200...201, "approved"):
            guard let reference = json?["reference"]?.string, Self.isReference(reference) else {
                throw GatewayTrouble("the answer has no reference")
            }
            return .approved(reference: reference)
        default: throw GatewayTrouble("the answer is neither approved nor declined")
        }
    }

    /// The answer to a refund: 200 and 201 with `approved`, `refunded` or `declined`, 402 is declined.
    func refund() throws(GatewayTrouble) -> RefundOutcome {
        let json = try verdict()
        switch (status, json?["status"]?.string) {
        case (402, _), (200...201, "declined"):
            return .declined(message: Self.text(json?["message"]) ?? "The gateway refused the refund.")
        case (200...201, "approved"), (200...201, "refunded"):
            return .succeeded(reference: json?["reference"]?.string.flatMap { Self.isReference($0) ? $0 : nil })
        default: throw GatewayTrouble("the answer is neither approved nor declined")
        }
    }

    /// The body of an answer that decides; only 402 needs none.
    private func verdict() throws(GatewayTrouble) -> JSONNode? {
        guard status == 200 || status == 201 || status == 402 else {
            throw GatewayTrouble("the gateway answered \(status)", retryAfterMillis: retryAfterMillis)
        }
        do throws(JSONError) {
            return try JSONDocument(parsing: body).root
        } catch {
            if status == 402 { return nil }
            throw GatewayTrouble("the answer is not JSON")
        }
    }

    /// Seconds as `Retry-After` says them (RFC 9110, section 10.2.3); a date is passed over.
    var retryAfterMillis: Int64? {
        guard let retryAfter, let seconds = Int64(retryAfter), (0...86_400).contains(seconds) else { return nil }
        return seconds * 1_000
    }

    // MARK: Words

    private static func failureCode(_ text: String?) -> FailureCode {
        switch text {
        case "insufficient_funds": .insufficientFunds
        case "payment_amount_limit", "amount_limit", "amount_too_large": .paymentAmountLimit
        default: .paymentDeclined
        }
    }

    private static func sentence(_ code: FailureCode) -> String {
        switch code {
        case .insufficientFunds: "The card has insufficient funds."
        case .paymentAmountLimit: "The amount is above the gateway's limit."
        default: "The payment was declined."
        }
    }

    private static func isReference(_ text: String) -> Bool {
        (1...referenceLimit).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    /// A sentence fit to be shown: one line, shortened; nil for anything else.
    private static func text(_ node: JSONNode?) -> String? {
        guard let text = node?.string, !text.isEmpty else { return nil }
        let scalars = text.unicodeScalars.prefix(messageLimit)
        guard scalars.allSatisfy(FieldText.line.allows) else { return nil }
        return String(String.UnicodeScalarView(scalars))
    }
}

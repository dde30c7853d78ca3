package import Commerce
import Crypto

/// Signs deliveries as Standard Webhooks 1.0 describes it.
package enum WebhookSigner {
    /// The value of `webhook-signature`: for each secret `v1,` and the base64 of HMAC-SHA256 over
    /// `<id>.<seconds>.<body>`, with spaces between.
    package static func signature(id: String, seconds: Int64, body: [UInt8], secrets: [WebhookSecret]) -> String {
        let head = Array("\(id).\(seconds).".utf8)
        return secrets.map { secret in
            var code = HMAC<SHA256>(key: SymmetricKey(data: secret.key))
            code.update(data: head)
            code.update(data: body)
            return "v1," + Base64Text.encode(code.finalize())
        }
        .joined(separator: " ")
    }
}

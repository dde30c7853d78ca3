import Commerce
import Engine

extension Settings {
    /// Where webhooks may lead, and when they are tried again.
    func sendWebhooks(in settings: inout WebhookSettings) throws {
        settings.allowsPrivate = try bool("WEBHOOK_ALLOW_PRIVATE") ?? settings.allowsPrivate
        guard let text = text("WEBHOOK_RETRY_SCALE") else { return }
        guard let scale = Double(text), (0.001...1).contains(scale) else {
            throw Failure(line: "WEBHOOK_RETRY_SCALE is `\(text)`: a number from 0.001 to 1 is expected", exitCode: 78)
        }
        settings.schedule = WebhookRetrySchedule(scaleThousandths: Int64((scale * 1_000).rounded()))
    }
}

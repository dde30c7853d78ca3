import Commerce
import Engine

/// The bodies of requests about notifications: read field by field, all problems collected.
enum NotificationBody {
    /// The words that `type` may be: a channel, or what it is about.
    static let types = NotificationChannel.allCases.map(\.text) + NoticeKind.allCases.map(\.text)

    /// `{customer_id, type, message, subject?}`.
    static func message(_ body: inout FieldReader) -> MessageDraft? {
        body.unknownFields(allowed: ["customer_id", "type", "message", "subject"])
        let customer = body.requiredString("customer_id", max: CustomerID.guestByteLimit)
        let type = body.requiredString("type", max: 40)
        let subject = body.optionalString("subject", min: 1, max: Notice.subjectLimit)
        let message = body.requiredString("message", max: Notice.messageLimit, text: .paragraphs)
        guard let customer, let type, let message else { return nil }
        guard let id = CustomerID(text: customer) else {
            body.report("customer_id", code: "invalid", detail: "A customer's id is expected.")
            return nil
        }
        let writing = Notice.Writing(subject: subject, message: message)
        if let channel = NotificationChannel(text: type) {
            return MessageDraft(customer: id, channels: [channel], writing: writing)
        }
        guard let kind = NoticeKind(text: type) else {
            let words = types.joined(separator: ", ")
            body.report("type", code: "unknown_value", detail: "One of \(words) is expected.")
            return nil
        }
        return MessageDraft(customer: id, channels: NotificationChannel.allCases, kind: kind, writing: writing)
    }

    /// `{email?, sms?, in_app?}`; what is not there stays.
    static func settings(_ body: inout FieldReader) -> (email: Bool?, sms: Bool?)? {
        body.unknownFields(allowed: NotificationChannel.allCases.map(\.text))
        let (email, sms) = (body.optionalBool("email"), body.optionalBool("sms"))
        if body.optionalBool("in_app") == false {
            body.report("in_app", code: "not_allowed", detail: "What is shown in the shop cannot be switched off.")
        }
        return (email, sms)
    }
}

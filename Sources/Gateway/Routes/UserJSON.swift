import Commerce
import Engine

/// An account as clients see it; never its password's hash.
enum UserJSON {
    static func render(_ user: User) -> [UInt8] {
        var json = JSONWriter()
        write(user, to: &json)
        return json.bytes
    }

    static func write(_ user: User, to json: inout JSONWriter) {
        json.beginObject()
        json.field("user_id", user.id)
        json.field("email", user.email.text)
        json.field("full_name", user.fullName)
        json.field("phone", user.phone)
        json.field("is_active", user.isActive)
        json.field("role", user.role.text)
        json.field("tier", user.tier)
        json.field("created_at", user.createdAt)
        json.endObject()
    }
}

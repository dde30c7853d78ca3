import Commerce
import Engine
import TestSupport
import Testing

@testable import Gateway

/// `/users` over a real socket.
@Suite(.serialized, .timeLimit(.minutes(10))) struct UserRouteTests {
    @Test func `one's own account is changed and cleared`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let ada = try await server.person()
            let named = try await server.send(
                "PATCH",
                "/api/v1/users/me",
                as: ada,
                body: #"{"full_name":"Ada Ü","phone":"+1 555"}"#
            )
            #expect(named.status == 200)
            let cleared = try await server.send("PATCH", "/users/me", as: ada, body: #"{"phone":null}"#)
            #expect(try cleared.json["full_name"]?.string == "Ada Ü")
            #expect(try cleared.json["phone"]?.isNull == true)
            #expect(try await server.send("GET", "/users/me", as: ada).body == cleared.body)
            for bad in [
                #"{"role":"admin"}"#, #"{"full_name":7}"#, #"{"phone":"\#(String(repeating: "1", count: 51))"}"#,
            ] {
                #expect(try await server.send("PATCH", "/users/me", as: ada, body: bad).status == 422)
            }
            #expect(try await server.send("PATCH", "/users/me", body: "{}").status == 401)
        }
    }

    @Test func `administrators list, read and change accounts; nobody else does`() async throws {
        try await ShopServer.run(withWorkers: false) { server in
            let boss = try await server.person("boss", role: .admin)
            let ada = try await server.person()
            let list = try await server.send("GET", "/api/v1/users?page_size=1", as: boss)
            #expect(try list.json["total"]?.int64 == 2 && list.json["has_more"]?.bool == true)
            let cursor = try #require(try list.json["next_cursor"]?.string)
            let rest = try await server.send("GET", "/users?cursor=\(cursor)", as: boss)
            #expect(try rest.json["data"]?.count == 1)
            #expect(!list.body.contains("$2b$"))
            #expect(try await server.send("GET", "/users?cursor=x", as: boss).status == 422)
            #expect(
                try await server.send("GET", "/users/\(ada.id)", as: boss).json["email"]?.string == "ada@example.com"
            )
            let path = "/users/\(ada.id)"
            let changed = try await server.send("PATCH", path, as: boss, body: #"{"tier":"gold","role":"system"}"#)
            #expect(try changed.json["tier"]?.string == "gold" && changed.json["role"]?.string == "system")
            let off = try await server.send("PATCH", path, as: boss, body: #"{"is_active":false}"#)
            #expect(try off.json["is_active"]?.bool == false)
            let refused = try await server.send("GET", "/users/me", as: ada)
            #expect(refused.status == 403)
            #expect(try refused.code == "account_disabled")
            for (body, status) in [
                (#"{"role":"king"}"#, 422), (#"{"tier":" "}"#, 422), (#"{"email":"x"}"#, 422), ("[", 400),
            ] {
                #expect(try await server.send("PATCH", path, as: boss, body: body).status == status)
            }
            let last = try await server.send("PATCH", "/users/\(boss.id)", as: boss, body: #"{"role":"user"}"#)
            #expect(last.status == 409)
            #expect(try last.code == "last_admin")
            let missing = UserID(high: 3, low: 3).text
            #expect(try await server.send("PATCH", "/users/\(missing)", as: boss, body: "{}").code == "user_not_found")
            #expect(try await server.send("GET", "/users/nobody", as: boss).code == "user_not_found")
            let bob = try await server.person("bob")
            for (method, path) in [("GET", "/users"), ("GET", "/users/\(boss.id)"), ("PATCH", "/users/\(boss.id)")] {
                let body = method == "PATCH" ? #"{"role":"user"}"# : nil
                #expect(try await server.send(method, path, as: bob, body: body).code == "access_denied")
                #expect(try await server.send(method, path, body: body).status == 401)
            }
        }
    }
}

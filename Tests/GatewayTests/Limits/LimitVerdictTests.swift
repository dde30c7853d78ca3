import Commerce
import Engine
import HTTPTypes
import Hummingbird
import Testing

@testable import Gateway

/// What an answer says about the limits.
@Suite struct LimitVerdictTests {
    private let start = Timestamp(millis: 1_772_366_400_000)

    private func field(_ verdict: LimitVerdict, _ name: String, at now: Timestamp) throws -> String? {
        verdict.fields(now: now)[try #require(HTTPField.Name(name))]
    }

    @Test func `an admitted request is told what is left and when there is more`() throws {
        let limiter = RateLimiter()
        let peer = PeerAddress(text: "192.0.2.1")
        for second in 0..<12 as Range<Int64> {
            _ = limiter.enter(.placeOrder, from: peer, now: start.adding(millis: second * 1_000))
        }
        let now = start.adding(millis: 18_400)
        let verdict = limiter.enter(.placeOrder, from: peer, now: now).verdict
        #expect(verdict.isAdmitted)
        #expect(try field(verdict, "X-RateLimit-Limit", at: now) == "20")
        #expect(try field(verdict, "X-RateLimit-Remaining", at: now) == "7")
        #expect(try field(verdict, "X-RateLimit-Reset", at: now) == "1772366479")
        #expect(try field(verdict, "RateLimit-Policy", at: now) == #""orders-create";q=20;w=60"#)
        #expect(try field(verdict, "RateLimit", at: now) == #""orders-create";r=7;t=42"#)
        #expect(verdict.fields(now: now).count == 5)
    }

    @Test func `a refused request is a 429 that names the policy and the time to wait`() throws {
        let limiter = RateLimiter()
        let peer = PeerAddress(text: "192.0.2.1")
        for _ in 0..<10 { _ = limiter.enter(.authentication, from: peer, now: start) }
        let now = start.adding(millis: 59_900)
        let verdict = limiter.enter(.authentication, from: peer, now: now).verdict
        #expect(!verdict.isAdmitted)
        #expect(try field(verdict, "X-RateLimit-Remaining", at: now) == "0")
        #expect(try field(verdict, "RateLimit", at: now) == #""auth";r=0;t=1"#)
        let problem = Problem(limit: verdict)
        let answer = problem.response(instance: nil, requestID: "r")
        #expect(answer.status == .tooManyRequests)
        #expect(answer.headers[.retryAfter] == "1")
        let body = try JSONDocument(parsing: problem.body(instance: nil, requestID: "r")).root
        #expect(body["code"]?.string == "rate_limit_exceeded")
        #expect(body["detail"]?.string == "auth: 10 requests are allowed in any 60 seconds. Try again in 1 s.")
        #expect(body["violated_policies"]?.elements.map { $0.string } == ["auth"])
    }

    @Test func `after the wait that it names a request is admitted`() throws {
        for family in LimitFamily.allCases {
            let limiter = RateLimiter()
            let peer = PeerAddress(text: "192.0.2.1")
            guard let quota = family.quota(generalPerMinute: 100) else { continue }
            for _ in 0..<quota.requests { _ = limiter.enter(family, from: peer, now: start) }
            let refused = limiter.enter(family, from: peer, now: start.adding(millis: 1)).verdict
            #expect(!refused.isAdmitted)
            let wait = Int64(refused.retryAfterSeconds) * 1_000
            #expect(limiter.enter(family, from: peer, now: start.adding(millis: 1 + wait)).verdict.isAdmitted)
        }
    }
}

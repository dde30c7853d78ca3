import Commerce
import Testing

@testable import Engine

/// The templates of notices: what they mean, what is wrong with them, and that HTML stays HTML.
@Suite struct TextTemplateTests {
    private static let names: Set<String> = ["a", "b", "list", "x"]

    private func render(
        _ text: String,
        _ values: [String: TextTemplate.Value],
        _ form: TextTemplate.Form = .plain
    ) throws -> String {
        try TextTemplate(parsing: text, form: form, names: Self.names).render(values)
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("{{a}}-{{ b }}", "1-"),
        ("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "yes"),
        ("{{#b}}yes{{/b}}{{^b}}no{{/b}}", "no"),
        ("{{#list}}[{{x}}{{a}}]{{/list}}", "[p1][q1]"),
        ("{{! a remark }}end", "end"),
        ("one\n{{#list}}\n- {{x}}\n{{/list}}\ntwo\n", "one\n- p\n- q\ntwo\n"),
        ("  {{#a}}  \nin\n  {{/a}}", "in\n"),
        ("{ {a} }", "{ {a} }"),
        ("", ""),
    ]) func `names and sections are filled in`(template: String, expected: String) throws {
        let list = TextTemplate.Value.list([["x": .text("p")], ["x": .text("q")]])
        #expect(try render(template, ["a": .text("1"), "list": list]) == expected)
    }

    @Test func `every value is escaped in HTML and none in text`() throws {
        let evil = "<script>alert('&\"')</script>"
        let escaped = "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"
        #expect(
            try render("<p title=\"{{a}}\">{{a}}</p>", ["a": .text(evil)], .html)
                == "<p title=\"\(escaped)\">\(escaped)</p>"
        )
        #expect(try render("{{a}}", ["a": .text(evil)]) == evil)
    }

    @Test(arguments: [
        ("{{a", 1, "without"), ("\n\n{{#a}}\n", 3, "not closed"), ("{{#a}}{{/b}}", 1, "closes nothing"),
        ("\n{{nobody}}", 2, "nobody knows"), ("x\n{{{a}}}", 2, "always escaped"), ("{{& a}}", 1, "always escaped"),
        ("{{> part}}", 1, "nobody knows"), ("{{}}", 1, "nobody knows"),
    ]) func `a flaw is named with its line`(template: String, line: Int, words: String) {
        do throws(TextTemplate.Flaw) {
            _ = try TextTemplate(parsing: template, form: .plain, names: Self.names)
            Issue.record("accepted: \(template)")
        } catch {
            #expect(error.line == line && error.reason.contains(words), "\(error)")
        }
    }

    @Test func `a file replaces a built-in template and a broken one is named`() throws {
        let own = try NoticeTemplates { name in name == "message.short.txt" ? "News: {{message}}" : nil }
        let text = own.text(of: Notice.Writing(subject: "Hours", message: "We close at <5>."))
        #expect(text.short == "News: We close at <5>." && text.subject == "Hours")
        #expect(text.html.contains("<p>We close at &lt;5&gt;.</p>") && text.text.contains("We close at <5>."))
        do throws(NoticeTemplates.Flaw) {
            _ = try NoticeTemplates { name in name == "message.html" ? "<p>\n{{password}}</p>" : nil }
            Issue.record("accepted")
        } catch {
            #expect(error.description == "message.html, line 2: nobody knows {{password}}")
        }
    }

    @Test(arguments: NoticeKind.allCases) func `every kind says something in every form`(kind: NoticeKind) {
        let values = NoticeValues(writing: Notice.Writing(subject: nil, message: "Hello."), name: "Ada & Co")
        let text = NoticeTemplates.builtIn.text(kind, values)
        #expect(!text.subject.isEmpty && !text.short.isEmpty)
        #expect(text.text.hasPrefix("Hello Ada & Co,\n") && text.text.hasSuffix("Tradepost\n"))
        #expect(text.html.hasPrefix("<!doctype html>") && text.html.contains("Hello Ada &amp; Co,"))
        #expect(![text.subject, text.short, text.text, text.html].contains { $0.contains("{{") || $0.contains("}}") })
    }
}

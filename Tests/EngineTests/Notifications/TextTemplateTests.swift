import Commerce
import Engine
import Testing

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
        let own = try NoticeTemplates { name in name == "order_shipped.short.txt" ? "gone: {{order_number}}" : nil }
        _ = own
        do throws(NoticeTemplates.Flaw) {
            _ = try NoticeTemplates { name in name == "message.html" ? "<p>\n{{password}}</p>" : nil }
            Issue.record("accepted")
        } catch {
            #expect(error.description == "message.html, line 2: nobody knows {{password}}")
        }
    }

    @Test(arguments: NoticeKind.allCases, NoticeTemplates.Form.allCases)
    func `every kind has a template in every form`(kind: NoticeKind, form: NoticeTemplates.Form) {
        #expect(NoticeTemplates.fileName(kind, form).hasPrefix(kind.text))
        _ = NoticeTemplates.builtIn
    }
}

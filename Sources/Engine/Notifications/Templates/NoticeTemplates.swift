package import Commerce

/// A notice in words.
package struct NoticeText: Hashable, Sendable {
    /// One line.
    package var subject: String
    /// The whole of it, as text in lines.
    package var text: String
    /// The same as HTML.
    package var html: String
    /// One or two sentences, for a telephone and for lists.
    package var short: String
}

/// What notices are written with: for each kind a subject, a text, the same as HTML, and a short form.
package struct NoticeTemplates: Sendable {
    /// The forms a notice is written in, and what their files end in.
    package enum Form: String, CaseIterable, Sendable {
        case subject = "subject.txt"
        case text = "txt"
        case html = "html"
        case short = "short.txt"
    }

    /// Why a template's file cannot be used.
    package struct Flaw: Error, Sendable, Equatable, CustomStringConvertible {
        /// The file's name within the folder.
        package let file: String
        /// What is wrong, and in which line.
        package let flaw: TextTemplate.Flaw

        package init(file: String, flaw: TextTemplate.Flaw) { (self.file, self.flaw) = (file, flaw) }

        package var description: String { "\(file), line \(flaw.line): \(flaw.reason)" }
    }

    private struct Key: Hashable {
        let kind: NoticeKind
        let form: Form
    }

    private let templates: [Key: TextTemplate]

    /// Those that are built in.
    package static let builtIn: NoticeTemplates = {
        do throws(Flaw) {
            return try NoticeTemplates { _ in nil }
        } catch {
            preconditionFailure("a built-in template is broken: \(error)")
        }
    }()

    /// The built-in templates, each replaced by the file of its name if there is one.
    ///
    /// - Parameter file: the text of a file in the folder of templates; nil when there is none.
    /// - Throws: for the first file that is no template.
    package init(_ file: (String) throws(Flaw) -> String?) throws(Flaw) {
        var templates: [Key: TextTemplate] = [:]
        for kind in NoticeKind.allCases {
            for form in Form.allCases {
                let name = Self.fileName(kind, form)
                let text = try file(name) ?? BuiltInTemplates.text(kind, form)
                do throws(TextTemplate.Flaw) {
                    templates[Key(kind: kind, form: form)] = try TextTemplate(
                        parsing: text,
                        form: form == .html ? .html : .plain,
                        names: NoticeValues.names
                    )
                } catch {
                    throw Flaw(file: name, flaw: error)
                }
            }
        }
        self.templates = templates
    }

    /// The name of a template's file, such as `order_shipped.html`.
    package static func fileName(_ kind: NoticeKind, _ form: Form) -> String { "\(kind.text).\(form.rawValue)" }

    /// A notice in words.
    func text(_ kind: NoticeKind, _ values: NoticeValues) -> NoticeText {
        NoticeText(
            subject: Self.line(render(kind, .subject, values)),
            text: render(kind, .text, values),
            html: render(kind, .html, values),
            short: Self.line(render(kind, .short, values))
        )
    }

    /// What somebody wrote, in words.
    func text(of writing: Notice.Writing, to name: String? = nil) -> NoticeText {
        text(.message, NoticeValues(writing: writing, name: name))
    }

    private func render(_ kind: NoticeKind, _ form: Form, _ values: NoticeValues) -> String {
        templates[Key(kind: kind, form: form)]?.render(values.values) ?? ""
    }

    /// The text in one line: runs of white space become a space.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
